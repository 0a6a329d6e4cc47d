import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

/** The pictures that have a script: `page/NAME.ts` exports `mount(root, data)`. */
export const pageScripts = ["tokenizer-playground", "sampling-explorer", "beam-tree"] as const;
export type PageScript = (typeof pageScripts)[number];

/** Where the script of a picture is kept for those who show it. */
export const builtScript = (name: PageScript): URL => new URL(`built/${name}.js`, import.meta.url);

/**
 * A script for pages from modules in `page/` and `shared/`, which import only from each other: a function expression
 * `(id, data) => …` that mounts a picture on all elements with `data-picture="id"`. Each module is a function that
 * returns its exports. Some front ends run scripts before they put what these are for into the page, so it waits a little.
 */
export function buildPageScript(name: PageScript): string {
  const modules = new Map<string, string>();
  add(new URL(`page/${name}.ts`, import.meta.url), modules);
  return `(id, data) => {
"use strict";
${[...modules.values()].join("\n")}
const start = (tries) => {
  const roots = document.querySelectorAll('[data-picture="' + id + '"]:not([data-mounted])');
  if (roots.length === 0 && tries > 0) setTimeout(start, 100, tries - 1);
  for (const root of roots) {
    root.setAttribute("data-mounted", "");
    mount(root, data);
  }
};
start(50);
}`;
}

const importLine = /^import\s[^;]*?from "([^"]+)";$/gm;

/** Puts a module in, after those it imports. */
function add(file: URL, modules: Map<string, string>): void {
  if (modules.has(file.href)) return;
  const source = readFileSync(file, "utf8");
  const code = stripTypeScriptTypes(source);
  for (const [, imported = ""] of code.matchAll(importLine)) add(new URL(imported, file), modules);
  const names = Array.from(
    code.matchAll(/^export (?:async )?(?:function|const) (\w+)/gm),
    ([, name]) => name,
  );
  const body = code
    .replace(importLine, "")
    .replace(/^export /gm, "")
    .replace(/^\s*(?:\/\/.*|\/\*\*[\s\S]*?\*\/)$/gm, "")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{2,}/g, "\n")
    .trim();
  modules.set(
    file.href,
    `const { ${names.join(", ")} } = (() => {\n${body}\nreturn { ${names.join(", ")} };\n})();`,
  );
}
