import type { Notebook } from "@llm-course/kernel";
import GithubSlugger from "github-slugger";
import type { Block } from "../document/blocks.ts";
import { parseMarkdown } from "../document/parse-markdown.ts";
import { textOf } from "../document/text-of.ts";
import type { SearchDocument } from "./book.ts";

/** What can be found of a page: the text and code below each heading. Anchors are those of the page, in the same order. */
export function searchDocuments(page: string, chapter: string, notebook: Notebook): SearchDocument[] {
  const slugger = new GithubSlugger();
  const documents: { id: string; chapter: string; title: string; text: string; code: string }[] = [];
  for (const cell of notebook.cells) {
    if (cell.cell_type === "code") {
      const current = documents.at(-1);
      if (current) current.code += `${cell.source}\n`;
      continue;
    }
    if (cell.cell_type !== "markdown") continue;
    for (const block of parseMarkdown(cell.source).blocks) {
      if (block.type === "heading") {
        const title = textOf(block.content);
        documents.push({ id: `${page}#${slugger.slug(title)}`, chapter, title, text: "", code: "" });
      } else {
        const current = documents.at(-1);
        if (current) current.text += `${plainText(block)} `;
      }
    }
  }
  return documents;
}

function plainText(block: Block): string {
  switch (block.type) {
    case "heading":
    case "paragraph":
      return textOf(block.content);
    case "code":
      return block.text;
    case "list":
      return block.items.flatMap((item) => item.map(plainText)).join(" ");
    case "quote":
      return block.blocks.map(plainText).join(" ");
    case "table":
      return [block.head, ...block.rows].flatMap((row) => row.map(textOf)).join(" ");
    case "picture":
      return textOf(block.caption);
    default:
      return "";
  }
}
