import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tokenizer as RustTokenizer } from "tokenizers";
import { describe, expect, it } from "vitest";
import { brownLines } from "../../test/oracle/lines.ts";
import { bertJson, both, firstDifference, gpt2Json, tokenizerJsonOf } from "../../test/oracle/rust.ts";
import {
  ArgumentError,
  DuplicateTokenError,
  MergeError,
  MissingTokenError,
  PatternError,
  TokenizerJsonError,
  VocabularyError,
} from "../errors.ts";
import { BPE, Unigram, WordLevel, WordPiece } from "../models/index.ts";
import { TemplateProcessing } from "../post-processors/index.ts";
import {
  BertPreTokenizer,
  ByteLevel,
  CharDelimiterSplit,
  Metaspace,
  Whitespace,
} from "../pre-tokenizers/index.ts";
import { Tokenizer } from "./tokenizer.ts";

const added = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
const sequence = (...parts: object[]) => ({ type: "Sequence", pretokenizers: parts });
const bpe = (parts: object) => ({
  model: { type: "BPE", vocab: { a: 0, b: 1, ab: 2 }, merges: [], ...parts },
});

describe("a file", () => {
  const files: readonly (readonly [what: string, parts: object, place: string, problem: string])[] = [
    ["of another version", { version: "2.0" }, "version", "2.0"],
    ["of an unknown normalizer", { normalizer: { type: "Nfc" } }, "normalizer.type", '"Nfc"'],
    [
      "of an unknown pre-tokenizer in a sequence",
      { pre_tokenizer: sequence({ type: "Whitespace" }, sequence({ type: "Spaces" })) },
      "pre_tokenizer.pretokenizers[1].pretokenizers[0].type",
      "expected one of BertPreTokenizer, ByteLevel,",
    ],
    ["of no object where there should be one", { decoder: "ByteLevel" }, "decoder", "expected a decoder"],
    ["of a type from an object's prototype", { decoder: { type: "toString" } }, "decoder.type", "toString"],
    [
      "of a wrong option",
      { pre_tokenizer: { type: "Digits", individual_digits: "yes" } },
      "pre_tokenizer.individual_digits",
      '"yes"',
    ],
    ["without a model", { model: null }, "model", "expected a model"],
    [
      "of an unknown model",
      { model: { type: "BPE2", vocab: {} } },
      "model.type",
      "BPE, Unigram, WordLevel, WordPiece",
    ],
    ["of a vocabulary that is a list", bpe({ vocab: ["a"] }), "model.vocab", "expected an object"],
    ["of a merge of three", bpe({ merges: ["a b", "a b c"] }), "model.merges[1]", '"a b c"'],
    ["with dropout", bpe({ dropout: 0.1 }), "model.dropout", "training only"],
    ["of scores that are none", { model: { type: "Unigram", vocab: [["a", "b"]] } }, "model.vocab", "scores"],
    [
      "of an added token without an id",
      { added_tokens: [{ content: "a", ...added }] },
      "added_tokens[0].id",
      "id",
    ],
    [
      "of a template of something else",
      {
        post_processor: { type: "TemplateProcessing", single: [{ Text: {} }], pair: [], special_tokens: {} },
      },
      "post_processor.single[0]",
      "Sequence or a SpecialToken",
    ],
    ["of a negative padding", { padding: { strategy: { Fixed: -1 } } }, "padding.strategy.Fixed", "-1"],
  ];
  it.each(files)("%s is refused with its place", (_, parts, place, problem) => {
    const load = () => Tokenizer.fromString(tokenizerJsonOf(parts));
    expect(load).toThrow(TokenizerJsonError);
    expect(load).toThrow(problem);
    expect(load).toThrow(expect.objectContaining({ place }));
  });

  it.each(["", "{", "[]", "null", "1", '"x"', "{}", "\u{FEFF}{}", "PK\u0003\u0004"])(
    "that is no tokenizer.json is refused: %j",
    (text) => {
      expect(() => Tokenizer.fromString(text)).toThrow(TokenizerJsonError);
    },
  );

  it("that is not even text is refused", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tokenizers-"));
    try {
      const path = join(folder, "tokenizer.json");
      await writeFile(path, Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d));
      await expect(Tokenizer.fromFile(path)).rejects.toThrow("not a usable tokenizer.json: not UTF-8");
      await expect(Tokenizer.fromFile(join(folder, "none.json"))).rejects.toThrow("ENOENT");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("of tokens and ids that cannot be is refused with the entry", () => {
    const load = (vocab: object) => () => Tokenizer.fromString(tokenizerJsonOf(bpe({ vocab })));
    expect(load({ a: -1 })).toThrow('a non-negative integer below 2³¹ expected as id: ["a",-1]');
    expect(load({ a: 2 ** 31 })).toThrow(VocabularyError);
    expect(load({ a: "0" })).toThrow(VocabularyError);
    expect(load({ a: 1, b: 1 })).toThrow('two tokens have the same id: {"id":1,"tokens":["a","b"]}');
    expect(load({ "\uD83D": 0 })).toThrow("half a surrogate pair");
  });

  it("may have a token called __proto__", () => {
    const json = '{"type":"WordLevel","unk_token":"a","vocab":{"a":0,"__proto__":1,"constructor":2}}';
    const text = tokenizerJsonOf({ model: 0 }).replace('"model":0', `"model":${json}`);
    const tokenizer = Tokenizer.fromString(text);
    expect(tokenizer.encode("__proto__").ids).toEqual([1]);
    expect(tokenizer.encode("toString").ids).toEqual([0]);
    expect(RustTokenizer.fromString(JSON.stringify(tokenizer.toJson())).tokenToId("__proto__")).toBe(1);
  });

  it("older than types of models is understood", () => {
    const models = [
      { vocab: { a: 0, b: 1, ab: 2 }, merges: ["a b"], unk_token: null },
      {
        vocab: { "[UNK]": 0 },
        unk_token: "[UNK]",
        continuing_subword_prefix: "##",
        max_input_chars_per_word: 9,
      },
      { vocab: [["a", -1]], unk_id: 0 },
      { vocab: { a: 0 }, unk_token: "a" },
    ];
    const types = models.map((model) => Tokenizer.fromString(tokenizerJsonOf({ model })).toJson().model.type);
    expect(types).toEqual(["BPE", "WordPiece", "Unigram", "WordLevel"]);
  });
});

describe("parts that do not fit", () => {
  it("merges that name unknown tokens, or make some", () => {
    const vocab = { a: 0, b: 1, ab: 2 };
    expect(() => new BPE({ vocab, merges: [["a", "c"]] })).toThrow(MergeError);
    expect(
      () =>
        new BPE({
          vocab,
          merges: [
            ["a", "b"],
            ["ab", "a"],
          ],
        }),
    ).toThrow(
      'merge 1, ["ab","a"], needs a token that the vocabulary lacks, add it or leave the merge out: "aba"',
    );
  });

  it("unknown tokens that are not there, once they are needed", () => {
    expect(() => new BPE({ unkToken: "<unk>" }).tokenize("a")).toThrow(MissingTokenError);
    expect(() => new WordPiece().tokenize("a")).toThrow(MissingTokenError);
    expect(() => new WordLevel().tokenize("a")).toThrow(MissingTokenError);
    expect(() => new Unigram({ vocab: [["b", -1]] }).tokenize("ab")).toThrow(MissingTokenError);
    expect(() => new Unigram({ vocab: [["b", -1]], unkId: 1 })).toThrow(VocabularyError);
    expect(() => new Unigram({ vocab: [["b", Number.NaN]] })).toThrow(VocabularyError);
  });

  it("templates", () => {
    expect(() => new TemplateProcessing({ single: "[CLS] $A" })).toThrow(MissingTokenError);
    expect(() => new TemplateProcessing({ single: "$C" })).toThrow(ArgumentError);
    expect(() => new TemplateProcessing({ single: "$A $B" })).toThrow(ArgumentError);
    expect(() => new TemplateProcessing({ pair: "$A" })).toThrow(ArgumentError);
    expect(() => new TemplateProcessing({ single: "$A:x" })).toThrow(ArgumentError);
  });

  it("added tokens given twice", () => {
    const tokenizer = Tokenizer.fromString(bertJson());
    expect(() => tokenizer.addSpecialTokens(["[A]", "[B]", "[A]"])).toThrow(DuplicateTokenError);
    const token = { id: 3, content: "[X]", ...added };
    const twice = tokenizerJsonOf({ added_tokens: [token, { ...token, id: 4 }] });
    expect(() => Tokenizer.fromString(twice)).toThrow(DuplicateTokenError);
  });

  it("a list where a text is expected, and the other way round", () => {
    const tokenizer = Tokenizer.fromString(bertJson());
    expect(() => tokenizer.encode(["a", "b"])).toThrow(ArgumentError);
    expect(() => tokenizer.encode("a b", undefined, { isPretokenized: true })).toThrow(ArgumentError);
    expect(() => tokenizer.encodeBatch([["a", "b", "c"] as unknown as [string, string]])).toThrow(
      ArgumentError,
    );
    expect(() => new CharDelimiterSplit("ab")).toThrow(ArgumentError);
    expect(() => new Metaspace({ replacement: "" })).toThrow(ArgumentError);
  });
});

describe("texts", () => {
  const texts = [
    "",
    " ",
    "\0",
    "a\0b",
    "\uD83D",
    "a\uDE00b",
    "\uDE00\uD83D [MASK] é\uD83D",
    "\uFEFFa",
    "\u{10FFFF}\uFFFE",
  ];
  it.each([
    ["bert", bertJson()],
    ["gpt-2", gpt2Json()],
  ])("of halves of surrogate pairs, NUL and nothing are Rust's to %s", async (_, json) => {
    expect(await firstDifference(both(json), texts)).toBeUndefined();
  });

  it("of all of Brown in one line", () => {
    const line = brownLines(60_000).join(" ");
    const words = new BertPreTokenizer().preTokenizeStr(line);
    expect(words.length).toBeGreaterThan(1_000_000);
    expect(words.at(-1)?.[1][1]).toBe(line.length);
  });

  it.each(["a", "é", "😀"])("of 10 MB of %s", (char) => {
    const line = char.repeat(10_000_000 / new TextEncoder().encode(char).length);
    for (const preTokenizer of [new Whitespace(), new ByteLevel({ addPrefixSpace: false })]) {
      const words = preTokenizer.preTokenizeStr(line);
      expect(words.length).toBe(char === " " && preTokenizer instanceof Whitespace ? 0 : 1);
    }
  });

  it("of one word of a million letters", () => {
    const word = "hug".repeat(333_333);
    const { ids } = Tokenizer.fromString(gpt2Json()).encode(word);
    expect(ids.length).toBeGreaterThan(300_000);
    const unigram = new Unigram({
      vocab: [
        ["<unk>", 0],
        ["hug", -1],
        ["h", -2],
        ["ug", -2],
      ],
      unkId: 0,
    });
    expect(unigram.tokenize(word).length).toBe(333_333);
  });

  it("of more than a regular expression can take are refused", () => {
    const tokenizer = Tokenizer.fromString(
      tokenizerJsonOf({
        pre_tokenizer: {
          type: "Split",
          pattern: { Regex: "(?:a|b)*c" },
          behavior: "Isolated",
          invert: false,
        },
      }),
    );
    expect(() => tokenizer.encode("ab".repeat(10_000_000))).toThrow(PatternError);
  });
});
