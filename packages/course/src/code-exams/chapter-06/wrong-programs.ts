import type { WrongProgram } from "../wrong-program.ts";

export const wrongPrograms: WrongProgram[] = [
  {
    name: "knows ASCII only",
    from: "[\\p{L}\\p{N}\\p{M}]+|\\S",
    to: "[a-zA-Z0-9]+|\\S",
    fails: /letters of other scripts/,
  },
  {
    name: "cuts marks off",
    from: "[\\p{L}\\p{N}\\p{M}]+",
    to: "[\\p{L}\\p{N}]+",
    fails: /preTokenize: marks/,
  },
  {
    name: "keeps punctuation together",
    from: "|\\S/gu",
    to: "|[^\\s\\p{L}\\p{N}\\p{M}]+/gu",
    fails: /preTokenize: punctuation/,
  },
  {
    name: "counts code points",
    from: "end: index + piece.length",
    to: "end: index + [...piece].length",
    fails: /preTokenize: an emoji/,
  },
  {
    name: "ignores counts",
    from: "?.count ?? 0) + count }",
    to: "?.count ?? 0) + 1 }",
    fails: /trainBpe: counts of words/,
  },
  {
    name: "takes the pair it saw first",
    from: "entry.count === best.count && comesFirst(entry.pair, best.pair)",
    to: "false",
    fails: /trainBpe: equally often/,
  },
  {
    name: "compares only what is left",
    from: "(left === otherLeft && right < otherRight)",
    to: "false",
    fails: /trainBpe: equally often/,
  },
  {
    name: "prefers the last of equal pairs",
    from: "left < otherLeft ||",
    to: "left > otherLeft ||",
    fails: /trainBpe: equally often/,
  },
  {
    name: "takes the rarest pair",
    from: "entry.count > best.count",
    to: "entry.count < best.count",
    fails: /trainBpe: one merge/,
  },
  {
    name: "begins with UTF-16 units",
    from: "tokens: [...word], count",
    to: 'tokens: word.split(""), count',
    fails: /trainBpe: emojis/,
  },
  {
    name: "does not merge while training",
    from: "tokens: mergePair(tokens, pair), count",
    to: "tokens, count",
    fails: /trainBpe: many merges/,
  },
  {
    name: "goes on for ever without pairs",
    from: "if (!best) break;",
    to: 'best ??= { pair: ["", ""], count: 0 };',
    fails: /trainBpe: nothing left/,
  },
  {
    name: "makes one merge too many",
    from: "merges.length < mergeCount",
    to: "merges.length <= mergeCount",
    fails: /trainBpe: no merges/,
  },
  {
    name: "goes through the merges once",
    from: "    tokens = mergePair(tokens, merge);\n  }",
    to: "    for (const each of merges) tokens = mergePair(tokens, each);\n    return tokens;\n  }",
    fails: /encodeWord: an earlier merge applies after a later one/,
  },
  {
    name: "merges the leftmost pair first",
    from: "const merge = merges.find(([left, right]) =>\n      tokens.some((token, i) => token === left && tokens[i + 1] === right),\n    );",
    to: "const merge = tokens.map((token, i) => merges.find(([left, right]) => token === left && tokens[i + 1] === right)).find(Boolean);",
    fails: /encodeWord: the first learned/,
  },
  {
    name: "encodes UTF-16 units",
    from: "let tokens = [...word];",
    to: 'let tokens = word.split("");',
    fails: /encodeWord: unknown characters/,
  },
  {
    name: "begins offsets at each word",
    from: "let end = start;",
    to: "let end = 0;",
    fails: /encode: a sentence/,
  },
  {
    name: "counts tokens as one",
    from: "end += token.length;",
    to: "end += 1;",
    fails: /encode: a sentence/,
  },
];
