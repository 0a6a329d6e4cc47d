import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { assertOutputSize } from "../errors.ts";
import { type Displayable, jupyterDisplay } from "../mime-bundle.ts";
import { pictureStyle } from "./picture-style.ts";
import { escapeHtml } from "./shared/escape-html.ts";

export interface InteractivePicture {
  /** `built/NAME.js`. */
  readonly script: string;
  /** What the script gets, as JSON. */
  readonly data: unknown;
  /** What is seen where scripts do not run. */
  readonly svg: string;
  /** One sentence that says what it shows. */
  readonly description: string;
}

/**
 * A page's part that stands for itself, with nothing loaded from elsewhere, the SVG for pages without scripts, and words
 * for who sees neither.
 * @throws OutputTooLargeError past 2 MiB
 */
export function interactivePicture({ script, data, svg, description }: InteractivePicture): Displayable {
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  const id = `${script}-${createHash("sha256").update(json).digest("hex").slice(0, 12)}`;
  const code = readFileSync(new URL(`built/${script}.js`, import.meta.url), "utf8").trim();
  const label = escapeHtml(description);
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  // Jupyter's shortcuts would take the keys that are meant for the picture.
  const markup = `<div class="lcp" data-picture="${id}" data-lm-suppress-shortcuts="true" role="group" aria-label="${label}"><img alt="${label}" src="${source}" style="max-width:100%"></div>
<style>${pictureStyle}</style>
<script>(${code})(${JSON.stringify(id)}, ${json});</script>`;
  assertOutputSize(script, markup.length, "show less at once");
  const bundle = { "text/html": markup, "image/svg+xml": svg, "text/plain": `[picture: ${description}]` };
  return { [jupyterDisplay]: () => bundle };
}
