import { type Cell, hasTag } from "@llm-course/kernel";
import { escapeUTF8 as escapeHtml } from "entities";
import type GithubSlugger from "github-slugger";
import { parseMarkdown } from "../document/parse-markdown.ts";
import { blocksHtml } from "../html/blocks-html.ts";
import { codeHtml } from "../html/code-html.ts";
import { outputHtml } from "./output-html.ts";
import type { PictureFiles } from "./picture-files.ts";

/** A cell as a part of a page, which the address `#cell-ID` leads to. */
export function cellHtml(
  cell: Cell,
  { slugger, pictures, language }: { slugger: GithubSlugger; pictures: PictureFiles; language: string },
): string {
  const id = `cell-${escapeHtml(cell.id)}`;
  if (cell.cell_type === "raw") return "";
  if (cell.cell_type === "markdown") {
    const kind = hasTag(cell, "erratum") ? ' class="erratum"' : "";
    return `<div id="${id}"${kind}>${blocksHtml(parseMarkdown(cell.source).blocks, { slugger })}</div>`;
  }
  const outputs = cell.outputs.map((output) => outputHtml(output, pictures)).join("\n");
  const notes = [
    ...(hasTag(cell, "check") ? ["checked by assertions"] : []),
    ...(hasTag(cell, "volatile") ? ["differs from run to run"] : []),
    ...(hasTag(cell, "hub") ? ["needs the Hub"] : []),
    ...(cell.execution_count === null ? ["not executed"] : []),
  ];
  const note = notes.length > 0 ? `<p class="note">${notes.join(" · ")}</p>` : "";
  return `<div class="cell" id="${id}">
<pre class="code" role="group" aria-label="Code" tabindex="0"><code>${codeHtml(cell.source, language)}</code></pre>
${note}${outputs}
</div>`;
}
