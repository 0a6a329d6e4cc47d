import { describe, expect, it } from "vitest";
import {
  BPEDecoder,
  ByteFallback,
  ByteLevel,
  CTC,
  type Decoder,
  Fuse,
  Metaspace,
  Replace,
  Sequence,
  Strip,
  WordPiece,
} from "../../src/decoders/index.ts";
import { Regex } from "../../src/unicode/regex.ts";
import { randomLine } from "./lines.ts";
import { Random } from "./random.ts";
import { both, tokenizerJsonOf } from "./rust.ts";

const decoders: Record<string, Decoder> = {
  bpe: new BPEDecoder(),
  "byte fallback": new ByteFallback(),
  "byte level": new ByteLevel(),
  ctc: new CTC(),
  "ctc, without cleanup": new CTC({ padToken: "e", wordDelimiterToken: "t", cleanup: false }),
  fuse: new Fuse(),
  metaspace: new Metaspace(),
  "metaspace, never": new Metaspace({ prependScheme: "never" }),
  replace: new Replace("▁", " "),
  "replace regex": new Replace(new Regex("[0-9]+"), "$1"),
  strip: new Strip({ content: "a", left: 2, right: 1 }),
  wordpiece: new WordPiece(),
  "wordpiece, without cleanup": new WordPiece({ prefix: "▁", cleanup: false }),
  "llama's": new Sequence([new Replace("▁", " "), new ByteFallback(), new Fuse(), new Strip({ left: 1 })]),
};

const pieces = [
  ...[
    "##s",
    "▁the",
    "Ġit",
    "ĊĠ",
    "Ã©",
    "âĤ",
    "¬",
    "<0xE2>",
    "<0x82>",
    "<0xAC>",
    "<0xFF>",
    "<0x+1>",
    "<0xZZ>",
    "aab",
  ],
  ...[
    "aaa",
    "ab",
    "e",
    "t",
    "|",
    "<pad>",
    "</w>",
    "don</w>",
    "n't",
    "do",
    "not",
    "'s",
    "'",
    ".",
    "!",
    "é",
    "😀",
    "\uFEFF",
  ],
];

/** Lists of tokens with repetitions, of pieces that decoders look for and of anything. */
function tokenLists(count: number): string[][] {
  const random = new Random(7);
  return random.times(count, () =>
    random
      .times(1 + random.below(12), () => {
        const token = random.below(4) === 0 ? randomLine(random, 1) : random.of(pieces);
        return random.below(3) === 0 ? [token, token] : [token];
      })
      .flat(),
  );
}

describe("decoders give Rust's text", () => {
  const lists = tokenLists(2_000);
  it.each(Object.entries(decoders))("%s", (_, decoder) => {
    const rust = both(tokenizerJsonOf({ decoder: decoder.toJson() })).rust.getDecoder();
    const different = lists.filter((tokens) => decoder.decode(tokens) !== rust?.decode(tokens));
    expect(different).toEqual([]);
  });

  it("of no tokens", () => {
    for (const decoder of Object.values(decoders)) expect(decoder.decode([])).toBe("");
  });
});
