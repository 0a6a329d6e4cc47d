import { createRequire } from "node:module";
import { escapeHtml } from "./escape-html.ts";

interface Highlighter {
  getLanguage(name: string): object | undefined;
  highlight(text: string, options: { language: string; ignoreIllegals: boolean }): { value: string };
}

// Its types bring those of the browser into the whole project, so they stay outside.
const highlighter = createRequire(import.meta.url)("highlight.js/lib/common") as Highlighter;

/** Code with classes for its parts; of a language that is not known, as it is. */
export function codeHtml(text: string, language: string): string {
  if (!highlighter.getLanguage(language)) return escapeHtml(text);
  return highlighter.highlight(text, { language, ignoreIllegals: true }).value;
}
