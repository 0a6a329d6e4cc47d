// The trainers at default options, against the Rust library's `train(files)` on the same text.
import { Tokenizer as SlowTokenizer } from "@huggingface/tokenizers";
import { Tokenizer as RustTokenizer } from "tokenizers";
import { describe, expect, it } from "vitest";
import { Tokenizer } from "../../src/tokenizer/tokenizer.ts";
import { countWords } from "../../src/trainers/count-words.ts";
import { trainBpe } from "../../src/trainers/train-bpe.ts";
import { trainUnigram } from "../../src/trainers/train-unigram.ts";
import { trainWordLevel } from "../../src/trainers/train-word-level.ts";
import { trainWordPiece } from "../../src/trainers/train-word-piece.ts";
import { brownLines, declarationLines } from "../oracle/lines.ts";
import { Random } from "../oracle/random.ts";
import { tokenizerJsonOf } from "../oracle/rust.ts";
import { orderWords } from "./order-words.ts";
import { trainWithRust } from "./rust-trainer.ts";

const random = new Random(11);
const runs = random.times(150, () => random.of([..."-=_*#"]).repeat(1 + random.below(70)));
const corpus = [...brownLines(1500), ...declarationLines(1500), ...runs].join("\n");
/** As Rust reads a file. */
const lines = corpus.split(/(?<=\n)/);

const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
const metaspace = { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true };
const preTokenizers = {
  whitespace: { pre_tokenizer: { type: "Whitespace" } },
  "byte level": { pre_tokenizer: byteLevel, decoder: byteLevel },
  bert: {
    normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, lowercase: true },
    pre_tokenizer: { type: "BertPreTokenizer" },
  },
  metaspace: { normalizer: { type: "NFKC" }, pre_tokenizer: metaspace },
};

async function wordsOf(parts: object, texts: readonly string[] = lines): Promise<Map<string, number>> {
  const tokenizer = Tokenizer.fromString(tokenizerJsonOf(parts));
  return countWords(texts, (text) => tokenizer.words(text));
}

describe("trainBpe", () => {
  it.each(["whitespace", "byte level", "metaspace"] as const)("learns Rust's merges: %s", async (name) => {
    const parts = preTokenizers[name];
    const { model } = trainBpe(await wordsOf(parts));
    const rust = trainWithRust("BPE", parts, corpus);
    expect(model.merges).toEqual(rust.merges);
    expect(model.vocab).toEqual(rust.vocab);
  });

  it("learns Rust's merges of words of few letters, where different merges give the same token", () => {
    for (let round = 0; round < 20; round++) {
      const letters = [..."abcd"].slice(0, 1 + random.below(4));
      const longest = 1 + random.below(30);
      const word = () => random.times(1 + random.below(longest), () => random.of(letters)).join("");
      const words = random.times(1 + random.below(100), word);
      const counts = new Map<string, number>();
      for (const each of words) counts.set(each, (counts.get(each) ?? 0) + 1);
      const rust = trainWithRust("BPE", { pre_tokenizer: { type: "WhitespaceSplit" } }, words.join(" "));
      expect(trainBpe(counts).model.merges).toEqual(rust.merges);
    }
  });
});

describe("trainWordPiece", () => {
  it("learns Rust's vocabulary, from words in the order in which Rust read them", async () => {
    const parts = preTokenizers.bert;
    const rust = trainWithRust("WordPiece", parts, corpus);
    const words = orderWords(await wordsOf(parts), rust.vocab, { prefix: "##" });
    expect(trainWordPiece(words).model.vocab).toEqual(rust.vocab);
  });

  it("learns nearly the same vocabulary in any other order, as Rust does itself", async () => {
    const parts = preTokenizers.bert;
    const words = await wordsOf(parts);
    const ours = Object.keys(trainWordPiece(words, { vocabSize: 6000 }).model.vocab);
    const reversed = new Map([...words].reverse());
    const other = new Set(Object.keys(trainWordPiece(reversed, { vocabSize: 6000 }).model.vocab));
    expect(ours.filter((token) => other.has(token)).length).toBeGreaterThan(0.99 * ours.length);
  });
});

describe("trainUnigram", () => {
  it("keeps Rust's pieces, with its scores, and gives the corpus the same likelihood", async () => {
    const parts = preTokenizers.metaspace;
    const some = lines.filter((_, index) => index % 3 === 0);
    const words = await wordsOf(parts, some);
    const ours = trainUnigram(words).model.vocab;
    const rust = trainWithRust("Unigram", parts, some.join("")).vocab as unknown as [string, number][];
    expect(ours.map(([piece]) => piece).sort()).toEqual(rust.map(([piece]) => piece).sort());
    const scores = new Map(rust);
    // The scores of characters without a piece are in the order of a random seed, in steps of 0.0001.
    const lowest = Math.min(...scores.values()) + 0.1;
    for (const [piece, score] of ours)
      expect(Math.abs(score - (scores.get(piece) as number))).toBeLessThan(score < lowest ? 0.1 : 1e-8);

    const likelihood = (vocab: [string, number][]) => {
      const rustTokenizer = Tokenizer.fromString(
        tokenizerJsonOf({ ...parts, model: { type: "Unigram", vocab, unk_id: null } }),
      );
      const values = new Map(vocab);
      let sum = 0;
      for (const [word, count] of words)
        for (const { value } of rustTokenizer.model.tokenize(word))
          sum += count * (values.get(value) as number);
      return sum;
    };
    expect(Math.abs(likelihood(ours) / likelihood(rust) - 1)).toBeLessThan(1e-4);
  });
});

describe("trainWordLevel", () => {
  it("takes Rust's words", async () => {
    const parts = preTokenizers.whitespace;
    const rust = trainWithRust("WordLevel", parts, corpus);
    expect(trainWordLevel(await wordsOf(parts)).model.vocab).toEqual(rust.vocab);
  });
});

describe("a trained model in a tokenizer.json", () => {
  it.each([
    ["BPE", preTokenizers["byte level"], trainBpe],
    ["WordPiece", preTokenizers.bert, trainWordPiece],
    ["Unigram", preTokenizers.metaspace, trainUnigram],
  ] as const)("is read by both libraries, which encode alike: %s", async (_, parts, train) => {
    const unkToken = train === trainWordPiece ? "[UNK]" : "<unk>";
    const options = { vocabSize: 1500, specialTokens: [unkToken] };
    const { model } = train(await wordsOf(parts, lines.slice(0, 1500)), {
      ...options,
      ...(train === trainUnigram ? { unkToken } : {}),
    });
    const json = tokenizerJsonOf({ ...parts, model });
    const slow = new SlowTokenizer(JSON.parse(json), {});
    const rust = RustTokenizer.fromString(json);
    const texts = brownLines(1700).slice(1500);
    const encodings = await rust.encodeBatch(texts);
    for (const [index, text] of texts.entries()) {
      expect(slow.encode(text).ids).toEqual(encodings[index]?.getIds());
      expect(Tokenizer.fromString(json).encode(text).ids).toEqual(encodings[index]?.getIds());
    }
  });
});
