import { escapeUTF8 as escapeHtml } from "entities";
import katex from "katex";

/** TeX as MathML, which browsers set by themselves, without fonts or styles; TeX that is none, as it was written. */
export function mathHtml(tex: string, { display = false }: { display?: boolean } = {}): string {
  try {
    return katex.renderToString(tex, {
      displayMode: display,
      output: "mathml",
      strict: "ignore",
      trust: false,
    });
  } catch {
    return `<code class="tex">${escapeHtml(tex)}</code>`;
  }
}
