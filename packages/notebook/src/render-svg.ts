import { createHash } from "node:crypto";
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { escapeHtml } from "./pictures/shared/escape-html.ts";
import type { VegaLiteSpec } from "./plot.ts";
import { textWidth } from "./text-width.ts";

interface TextItem {
  fontSize?: number;
}

// Vega's own estimate without a canvas (0.8 of the font size a character) cuts labels that would fit. This one is that
// of a wide sans-serif such as Verdana, the same on every machine.
const { textMetrics } = vega as unknown as { textMetrics: { width(item: TextItem, text: string): number } };
textMetrics.width = ({ fontSize = 11 }, text) => {
  const characters = Array.from(String(text), characterWidth);
  return fontSize * characters.reduce((sum, width) => sum + width, 0);
};

/** In ems. */
function characterWidth(character: string): number {
  if (/[\sfijlrtI.,:;'|!()[\]-]/.test(character)) return 0.42;
  if (/[mwMW@%]/.test(character)) return 1;
  if (/[A-Z]/.test(character)) return 0.75;
  return textWidth(character) === 2 ? 1 : 0.65;
}

/**
 * Draws a Vega-Lite specification. The same specification gives the same text, whatever was drawn before.
 * Takes about half a second to import.
 * @throws what vega-lite throws for a specification it cannot read.
 */
export async function renderSvg(spec: VegaLiteSpec): Promise<string> {
  const view = new vega.View(vega.parse(compile(spec as unknown as TopLevelSpec).spec), { renderer: "none" });
  try {
    const svg = await view.toSVG();
    // Vega names each mark but not the whole; as one picture it is read out by its description.
    return stableIds(svg.replace("<svg", `<svg role="img" aria-label="${escapeHtml(spec.description)}"`));
  } finally {
    view.finalize();
  }
}

/** Vega counts ids across all plots of the process; a hash of the picture keeps those of two plots on one page apart. */
function stableIds(svg: string): string {
  const ids = [...svg.matchAll(/<[^>]*\bid="([^"]+)"/g)].flatMap((match) => match[1] ?? []);
  const rename = (prefix: string) =>
    svg.replace(/(\bid="|url\(#|href="#)([^")]+)/g, (match, before: string, id: string) =>
      ids.includes(id) ? `${before}${prefix}${ids.indexOf(id)}` : match,
    );
  const hash = createHash("sha256").update(rename("id")).digest("hex").slice(0, 8);
  return rename(`plot-${hash}-`);
}
