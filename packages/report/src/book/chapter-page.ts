import { escapeUTF8 as escapeHtml } from "entities";
import GithubSlugger from "github-slugger";
import { parseMarkdown } from "../document/parse-markdown.ts";
import { textOf } from "../document/text-of.ts";
import type { BookChapter } from "./book.ts";
import { cellHtml } from "./cell-html.ts";
import type { PictureFiles } from "./picture-files.ts";

/** The main part of a chapter's page: where its sections are, and its cells with what they put out. */
export function chapterPage({ notebook, notice }: BookChapter, pictures: PictureFiles): string {
  const language = notebook.metadata.language_info?.name ?? "typescript";
  const context = { slugger: new GithubSlugger(), pictures, language };
  const [first, ...rest] = notebook.cells;
  const wasRun = notebook.cells.some((cell) => cell.cell_type === "code" && cell.execution_count !== null);
  const said = notice ?? (wasRun ? undefined : "This chapter was never executed: there are no outputs.");
  const parts = [
    ...(first ? [cellHtml(first, context)] : []),
    ...(said === undefined ? [] : [`<p class="notice" role="note">${escapeHtml(said)}</p>`]),
    sectionLinks(notebook.cells.map((cell) => (cell.cell_type === "markdown" ? cell.source : ""))),
    ...rest.map((cell) => cellHtml(cell, context)),
  ];
  return parts.filter(Boolean).join("\n");
}

/** Links to the headings of the second level. */
function sectionLinks(sources: readonly string[]): string {
  const slugger = new GithubSlugger();
  const items = sources.flatMap((source) =>
    parseMarkdown(source).blocks.flatMap((block) => {
      if (block.type !== "heading") return [];
      const text = textOf(block.content);
      const id = slugger.slug(text);
      return block.level === 2 ? [`<li><a href="#${escapeHtml(id)}">${escapeHtml(text)}</a></li>`] : [];
    }),
  );
  return items.length === 0
    ? ""
    : `<nav aria-label="Sections of this chapter"><ul>${items.join("")}</ul></nav>`;
}
