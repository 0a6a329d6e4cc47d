import { createRequire } from "node:module";
import { escapeUTF8 as escapeHtml } from "entities";

interface Highlighter {
  getLanguage(name: string): object | undefined;
  highlight(text: string, options: { language: string; ignoreIllegals: boolean }): { value: string };
}

// Its types bring those of the browser into the whole project, so they stay outside.
const highlighter = createRequire(import.meta.url)("highlight.js/lib/common") as Highlighter;

/** Our classes for kinds of tokens; other kinds stay plain. Short, since a chapter has thousands of them. */
const classes: Readonly<Record<string, string>> = {
  ...{ keyword: "k", built_in: "k", literal: "k" },
  ...{ string: "s", regexp: "s", comment: "c", number: "n", title: "f", type: "t", tag: "t", name: "t" },
};

/** Code with classes for its parts; of a language that is not known, as it is. */
export function codeHtml(text: string, language: string): string {
  if (!highlighter.getLanguage(language)) return escapeHtml(text);
  const open: boolean[] = [];
  return highlighter
    .highlight(text, { language, ignoreIllegals: true })
    .value.replace(/<span class="hljs-(\w+)[^"]*">|<\/span>/g, (tag, kind?: string) => {
      if (tag === "</span>") return open.pop() ? tag : "";
      const name = classes[kind ?? ""];
      open.push(name !== undefined);
      return name === undefined ? "" : `<span class=${name}>`;
    });
}
