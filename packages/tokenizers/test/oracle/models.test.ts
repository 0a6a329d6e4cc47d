import { describe, expect, it } from "vitest";
import { BPE, type Model, Unigram, WordLevel, WordPiece } from "../../src/models/index.ts";
import { oracleLines } from "./lines.ts";
import { Random } from "./random.ts";
import { both, firstDifference, tokenizerJsonOf } from "./rust.ts";

const letters = [..."abcdefghijklmnopqrstuvwxyzTWIé😀中"];

/** Random merges over the letters, so that ranks and lengths are in no order that a language would give them. */
function randomMerges(prefix = "", suffix = "") {
  const random = new Random(5);
  const tokens = [...letters, ...(prefix && letters.map((letter) => prefix + letter))];
  const endings = suffix ? tokens.map((token) => token + suffix) : [];
  const vocab = new Map([...tokens, ...endings].map((token, id) => [token, id]));
  const merges: [string, string][] = [];
  while (merges.length < 600) {
    const left = random.of([...vocab.keys()].filter((token) => !suffix || !token.endsWith(suffix)));
    const right = random.of([...vocab.keys()].filter((token) => token.startsWith(prefix)));
    const joined = left + right.slice(prefix.length);
    if (joined.length > 12 || vocab.has(joined)) continue;
    vocab.set(joined, vocab.size);
    merges.push([left, right]);
  }
  vocab.set("<unk>", vocab.size);
  return { vocab, merges };
}

function withBytes({ vocab, merges }: ReturnType<typeof randomMerges>, but: readonly number[] = []) {
  const grown = new Map(vocab);
  for (let byte = 0; byte < 256; byte++) {
    const name = `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;
    if (!but.includes(byte)) grown.set(name, grown.size);
  }
  return { vocab: grown, merges };
}

const unkToken = "<unk>";
const models: Record<string, Model> = {
  bpe: new BPE({ ...randomMerges(), unkToken }),
  "bpe, unknown fused": new BPE({ ...randomMerges(), unkToken, fuseUnk: true }),
  "bpe, without merges": new BPE({ ...randomMerges(), unkToken, ignoreMerges: true }),
  "bpe, with bytes": new BPE({ ...withBytes(randomMerges()), unkToken, byteFallback: true }),
  "bpe, with a prefix": new BPE({ ...randomMerges("##"), unkToken, continuingSubwordPrefix: "##" }),
  "bpe, with a suffix": new BPE({ ...randomMerges("", "</w>"), unkToken, endOfWordSuffix: "</w>" }),
  wordpiece: new WordPiece({
    vocab: new Map(
      ["[UNK]", ...letters, "th", "##e", "##is", "##i", "##s", "##é", "##😀"].map((t, i) => [t, i]),
    ),
    maxInputCharsPerWord: 6,
  }),
  unigram: new Unigram({
    vocab: [unkToken, ...letters, "th", "the", "is", "ing", "ab", "😀😀", "tion", "th"].map((token, i) => [
      token,
      -i / 7,
    ]),
    unkId: 0,
  }),
  "word level": new WordLevel({
    vocab: new Map([unkToken, "the", "it's", "token", "😀"].map((token, i) => [token, i])),
  }),
};

describe("models give Rust's tokens", () => {
  const lines = oracleLines(1_500);
  it.each(Object.entries(models))("%s", async (_, model) => {
    const json = tokenizerJsonOf({ pre_tokenizer: { type: "WhitespaceSplit" }, model: model.toJson() });
    expect(await firstDifference(both(json), lines)).toBeUndefined();
  });

  it("bpe, with some bytes missing: ids, for Rust's offsets are those of another order", async () => {
    const model = new BPE({ ...withBytes(randomMerges(), [0xc3, 0xf0]), unkToken, byteFallback: true });
    const { ours, rust } = both(tokenizerJsonOf({ model: model.toJson() }));
    for (const line of lines) {
      const theirs = await rust.encode(line);
      expect(ours.encode(line).ids).toEqual(theirs.getIds());
    }
  });

  it("bpe, without an unknown token: ids, for Rust's offsets run late once a character is left out", async () => {
    const { ours, rust } = both(tokenizerJsonOf({ model: new BPE(randomMerges()).toJson() }));
    for (const line of lines.slice(0, 1_000)) {
      const theirs = await rust.encode(line);
      expect(ours.encode(line).ids).toEqual(theirs.getIds());
    }
    const { tokens, offsets } = ours.encode("a?b");
    expect(tokens).toEqual(["a", "b"]);
    expect(offsets).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });
});
