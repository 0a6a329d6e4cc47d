import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

/** Where the form's script is kept for those who show it. */
export const builtScript: URL = new URL("built/quiz-form.js", import.meta.url);

/** The form's script: a function expression `(id, data) => …` that stands in a page's script element. */
export function buildFormScript(): string {
  const code = stripTypeScriptTypes(readFileSync(new URL("../page/quiz-form.ts", import.meta.url), "utf8"))
    .replace(/^import .*;$/gm, "")
    .replace(/^export /gm, "")
    .replace(/^\s*(?:\/\/.*|\/\*\*[\s\S]*?\*\/)$/gm, "")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{2,}/g, "\n")
    .trim();
  return `(id, data) => {\n"use strict";\n${code}\nstart(id, data);\n}`;
}
