import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

/** Where the form's script is kept for those who show it. */
export const builtScript: URL = new URL("built/quiz-form.js", import.meta.url);

/** The script's files, each after those it uses. */
const files = ["element", "record", "part", "quiz-part", "exam-form", "quiz-form"];

/** The form's script: a function expression `(id, data) => …` that stands in a page's script element. */
export function buildFormScript(): string {
  const code = files
    .map((file) => readFileSync(new URL(`../page/${file}.ts`, import.meta.url), "utf8"))
    .map((source) => stripTypeScriptTypes(source.replace(/^import [^;]*;$/gm, "")))
    .join("\n")
    .replace(/^export /gm, "")
    .replace(/^\s*(?:\/\/.*|\/\*\*[\s\S]*?\*\/)$/gm, "")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{2,}/g, "\n")
    .trim();
  return `(id, data) => {\n"use strict";\n${code}\nstart(id, data);\n}`;
}
