import type { MarkedExtension } from "marked";

/**
 * TeX within a line, `$…$`, and on lines of its own, `$$…$$`, as Jupyter reads it: a dollar sign with white space inside, or a
 * digit behind, is one of money.
 */
export const mathSyntax: MarkedExtension = {
  extensions: [
    {
      name: "blockMath",
      level: "block",
      start: (source) => /(?:^|\n)\$\$/.exec(source)?.index,
      tokenizer(source) {
        const found = /^\$\$\s*([\s\S]+?)\s*\$\$(?:\n|$)/.exec(source);
        return found ? { type: "blockMath", raw: found[0], text: found[1] } : undefined;
      },
    },
    {
      name: "inlineMath",
      level: "inline",
      start: (source) => source.indexOf("$"),
      tokenizer(source) {
        const found = /^\$(?!\s|\$)((?:\\.|[^$\\\n])+?)(?<!\s)\$(?!\d)/.exec(source);
        return found ? { type: "inlineMath", raw: found[0], text: found[1] } : undefined;
      },
    },
  ],
};
