import type { MarkedExtension } from "marked";

/** A measured number by its name: `{{curves.loss .2}}`. Code spans are left alone. */
export const figureSyntax: MarkedExtension = {
  extensions: [
    {
      name: "figureReference",
      level: "inline",
      start: (source) => source.indexOf("{{"),
      tokenizer(source) {
        const found = /^\{\{\s*([^{}\n]+?)\s*\}\}/.exec(source);
        return found ? { type: "figureReference", raw: found[0], text: found[1] } : undefined;
      },
    },
  ],
};
