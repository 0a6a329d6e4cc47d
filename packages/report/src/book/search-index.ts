import MiniSearch from "minisearch";
import type { SearchDocument } from "./book.ts";

/** How pages and this module read the index alike. */
export const searchFields = {
  fields: ["title", "text", "code"],
  storeFields: ["chapter", "title", "excerpt"],
};

/** The index of a book as a script: pages that are opened as files may load scripts, but no data. */
export function searchIndexScript(documents: readonly SearchDocument[]): string {
  const index = new MiniSearch<SearchDocument & { excerpt: string }>(searchFields);
  index.addAll(documents.map((document) => ({ ...document, excerpt: excerpt(document.text) })));
  const json = JSON.stringify({ options: searchFields, index }).replaceAll("<", "\\u003c");
  return `window.searchIndex = ${json};\n`;
}

/** The first words. */
function excerpt(text: string): string {
  const line = text.trim();
  return line.length <= 160 ? line : `${line.slice(0, 160).replace(/\s+\S*$/, "")} …`;
}
