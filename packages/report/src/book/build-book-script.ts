import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

/** Where the script of the pages is kept for those who make books. */
export const builtScript: URL = new URL("built/book.js", import.meta.url);

/** The script of the pages, from `page/book.ts`. */
export function buildBookScript(): string {
  const code = stripTypeScriptTypes(readFileSync(new URL("page/book.ts", import.meta.url), "utf8"))
    .replace(/^export .*;$/gm, "")
    .replace(/^\s*(?:\/\/.*|\/\*\*[\s\S]*?\*\/)$/gm, "")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{2,}/g, "\n")
    .trim();
  return `(() => {\n"use strict";\n${code}\n})();\n`;
}
