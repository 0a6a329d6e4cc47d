import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  AutoTokenizer,
  MissingSpecialTokenError,
  PreTrainedTokenizerFast,
  PreTrainedTokenizerSlow,
  RaggedRowsError,
  TokenizationError,
  TokenizerConfigError,
  TokenizerNotFoundError,
  TokenizerOptionsError,
  TruncationError,
  UnknownTokenError,
} from "../../src/auto/index.ts";
import { ArgumentError, TokenizerJsonError } from "../../src/errors.ts";
import { bertJson, tokenizerJsonOf } from "../oracle/rust.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const tokenizerJson = bertJson();
const bert = new PreTrainedTokenizerFast({ tokenizerJson, unkToken: "[UNK]", padToken: "[PAD]" });
// biome-ignore lint/suspicious/noExplicitAny: what the types forbid is what is tried here.
const untyped = bert as any;

describe("options", () => {
  it.each([
    [{ maxLength: 5 }, "maxLength says nothing alone"],
    [{ padding: true, maxLength: 5 }, "maxLength says nothing alone"],
    [{ padToMultipleOf: 8 }, "padToMultipleOf says nothing alone"],
    [{ paddingSide: "left" }, "paddingSide says nothing alone"],
    [{ truncationSide: "left" }, "truncationSide says nothing alone"],
    [{ returnOverflowingTokens: true }, "returnOverflowingTokens says nothing alone"],
    [{ truncation: true, maxLength: 9, stride: 2 }, "stride says nothing alone"],
    [{ truncation: true }, "pass maxLength"],
    [{ padding: "max_length" }, "pass maxLength"],
    [{ truncation: "only_second", maxLength: 9 }, "no second text"],
    [{ truncation: true, maxLength: 1 }, "no room for the 2 special tokens"],
    [{ truncation: true, maxLength: 6, stride: 4, returnOverflowingTokens: true }, "lower stride below 4"],
    [
      { truncation: true, padding: "max_length", maxLength: 9, padToMultipleOf: 8 },
      "make maxLength a multiple",
    ],
    [{ max_length: 5 }, "no such option"],
    [{ truncation: "longest" }, "option truncation"],
    [{ padding: "left" }, "option padding"],
    [{ truncation: true, maxLength: 2.5 }, "option maxLength"],
    [{ truncation: true, maxLength: 9, stride: -1, returnOverflowingTokens: true }, "option stride"],
  ])("%j are refused", async (options, message) => {
    const error = await untyped("Hugging Face", options).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(TokenizerOptionsError);
    expect(error.message).toContain(message);
    for (const name of Object.keys(error.given)) expect(error.message).toContain(name);
  });

  it("are refused by pad, too", () => {
    const row = { input_ids: [1, 2] };
    expect(() => bert.pad([row], { maxLength: 5 })).toThrow(TokenizerOptionsError);
    expect(() => bert.pad([row], { padding: "max_length" })).toThrow(TokenizerOptionsError);
    expect(() => bert.pad([row], { padding: false, padToMultipleOf: 8 })).toThrow(TokenizerOptionsError);
    expect(() => untyped.pad([row], { max_length: 8 })).toThrow(TokenizerOptionsError);
    expect(() => bert.pad([{ labels: [1] }])).toThrow(ArgumentError);
    expect(() => bert.pad([{ ...row, attention_mask: [1] }])).toThrow(ArgumentError);
  });

  it("that leave nothing of a text are refused", async () => {
    const options = { truncation: "only_first", maxLength: 6 } as const;
    await expect(bert("a b c", "d e f g h", options)).rejects.toThrow(TruncationError);
  });

  it("for tensors need rows of one length", async () => {
    const error = await bert(["a", "a b"], { returnTensors: true }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RaggedRowsError);
    expect((error as RaggedRowsError).lengths).toEqual([3, 4]);
  });
});

describe("texts", () => {
  it.each([
    [undefined, undefined, {}],
    [5, undefined, {}],
    [["a", 5], undefined, {}],
    [["a", undefined], undefined, {}],
    [[["a", "b"]], undefined, {}],
    ["a b", undefined, { isSplitIntoWords: true }],
    [[["a"], "b"], undefined, { isSplitIntoWords: true }],
    ["a", ["b"], {}],
    [["a"], "b", {}],
    [["a", "b"], ["c"], {}],
  ])("%j with %j and %j are refused", async (text, pair, options) => {
    await expect(untyped(text, pair, options)).rejects.toThrow(ArgumentError);
  });

  it("given a second one twice are refused", async () => {
    await expect(bert("a", "b", { textPair: "c" })).rejects.toThrow(TokenizerOptionsError);
  });

  it("may be empty, NUL, half a surrogate pair or no texts at all", async () => {
    const { input_ids } = await bert(["", "\0", "\uD800", "a\uDC00b", "\u{1F600}"]);
    expect(input_ids).toEqual((await bert(["", "\0", "\uFFFD", "a\uFFFDb", "\u{1F600}"])).input_ids);
    expect(input_ids[0]).toEqual([101, 102]);
    expect({ ...(await bert([])) }).toEqual({ input_ids: [], token_type_ids: [], attention_mask: [] });
    expect((await bert([], { padding: true, returnTensors: true })).input_ids.dims).toEqual([0]);
    expect((await bert([] as string[], { isSplitIntoWords: true })).input_ids).toEqual([101, 102]);
    expect((await bert([[], ["a", ""]], { isSplitIntoWords: true })).wordIds(1)).toEqual([null, 0, null]);
  });

  it("have offsets that count half a surrogate pair as one unit", async () => {
    const text = "\uD800 \u{1F600} \uDC00 word";
    const encoding = await bert(text);
    const [start, end] = encoding.tokenToChars(encoding.input_ids.length - 2) as [number, number];
    expect(text.slice(start, end)).toBe("word");
  });

  it("of 10 MB in a single line are encoded", async () => {
    const text = "abc ".repeat(2_500_000);
    const { input_ids } = await bert(text, { truncation: true, maxLength: 512 });
    expect(input_ids).toHaveLength(512);
  }, 120_000);

  it("that a model without an unknown token cannot encode give an error", async () => {
    const model = { type: "Unigram", vocab: [["a", 0]], unk_id: null };
    const tokenizer = new PreTrainedTokenizerFast({ tokenizerJson: tokenizerJsonOf({ model }) });
    await expect(tokenizer("b")).rejects.toThrow(TokenizationError);
  });
});

describe("tokens", () => {
  it("that are missing are named with the way out", async () => {
    const bare = new PreTrainedTokenizerFast({ tokenizerJson });
    const error = await bare(["a", "a b"], { padding: true }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(MissingSpecialTokenError);
    expect((error as Error).message).toContain("tokenizer.addSpecialTokens({ padToken");
    expect(() => bare.padTokenId).toThrow(MissingSpecialTokenError);
    expect(() => bare.convertTokensToIds("zzzz")).toThrow(MissingSpecialTokenError);
    expect(bare.padToken).toBeUndefined();
  });

  it("that are not in the vocabulary are refused", () => {
    const bare = new PreTrainedTokenizerFast({ tokenizerJson });
    expect(() => {
      bare.padToken = "<nonsense>";
    }).toThrow(UnknownTokenError);
    expect(() => bare.convertIdsToTokens(30522)).toThrow(UnknownTokenError);
    expect(() => bare.convertIdsToTokens([101, -1])).toThrow(UnknownTokenError);
    expect(bare.decode([101, 30522, -1, 2 ** 40])).toBe("[CLS]");
    // biome-ignore lint/suspicious/noExplicitAny: no such role.
    expect(() => bare.addSpecialTokens({ fooToken: "x" } as any)).toThrow(TokenizerOptionsError);
  });
});

describe("rows and columns that there are not", () => {
  it("give an error or null", async () => {
    const encoding = await bert(["Hugging Face"]);
    expect(() => encoding.tokens(1)).toThrow(ArgumentError);
    expect(encoding.tokens(-1)).toEqual(encoding.tokens(0));
    expect(encoding.tokenToChars(0, 99)).toBeNull();
    expect(encoding.tokenToWord(0, -2)).toBe(1);
    expect(encoding.wordToTokens(0, 99)).toBeNull();
    expect(encoding.wordToChars(0, 0, 1)).toBeNull();
    expect(encoding.charToToken(0, 7)).toBeNull();
    expect(encoding.charToWord(0, 0, 1)).toBeNull();
  });
});

describe("files", () => {
  const broken = [
    "",
    "null",
    "[]",
    "{}",
    tokenizerJson.slice(0, 5000),
    tokenizerJsonOf({ post_processor: { type: "Nonsense" } }),
    tokenizerJsonOf({ added_tokens: [{ id: -1, content: "x" }] }),
    tokenizerJsonOf({ truncation: { max_length: -1 } }),
    tokenizerJsonOf({ model: { type: "Nonsense" } }),
    tokenizerJsonOf({ model: { type: "BPE", vocab: { a: 0 }, merges: ["a b"] } }),
    tokenizerJsonOf({
      pre_tokenizer: { type: "Split", pattern: { Regex: "((" }, behavior: "Isolated", invert: false },
    }),
  ];

  it.each(broken)("that are no tokenizer.json are refused: %#", (text) => {
    expect(() => new PreTrainedTokenizerFast({ tokenizerJson: text })).toThrow(TokenizerJsonError);
  });

  it.each(broken.slice(0, 9))("are refused by a slow tokenizer, too: %#", (text) => {
    expect(() => new PreTrainedTokenizerSlow({ tokenizerJson: text })).toThrow(TokenizerJsonError);
  });

  it.each([
    ["tokenizer_config.json", "{", ""],
    ["tokenizer_config.json", "[]", ""],
    ["tokenizer_config.json", '{"padding_side": "middle"}', "padding_side"],
    ["tokenizer_config.json", '{"model_max_length": -1}', "model_max_length"],
    ["tokenizer_config.json", '{"pad_token": 5}', "pad_token"],
    ["tokenizer_config.json", '{"chat_template": {"a": 1}}', "chat_template"],
    ["tokenizer_config.json", '{"added_tokens_decoder": {"x": {"content": "x"}}}', "added_tokens_decoder.x"],
    ["special_tokens_map.json", '{"unk_token": []}', "unk_token"],
  ])("%s of %s are refused", async (file, text, place) => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "tokenizer.json"), tokenizerJson);
    await writeFile(join(folder.path, file), text);
    const error = await AutoTokenizer.fromPretrained(folder.path).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(TokenizerConfigError);
    expect(error).toMatchObject({ file, place });
  });

  it("that give a token another id than it can have are refused", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "tokenizer.json"), tokenizerJson);
    const config = { added_tokens_decoder: { 99999: { content: "<x>" } } };
    await writeFile(join(folder.path, "tokenizer_config.json"), JSON.stringify(config));
    await expect(AutoTokenizer.fromPretrained(folder.path)).rejects.toThrow(UnknownTokenError);
  });

  it("that are not there are named", async () => {
    await using folder = await temporaryFolder();
    for (const source of ["", folder.path, "./no/such/folder", "@no-such/package"])
      await expect(AutoTokenizer.fromPretrained(source)).rejects.toThrow(TokenizerNotFoundError);
    expect(() => new PreTrainedTokenizerFast({})).toThrow(TokenizerOptionsError);
    expect(() => new PreTrainedTokenizerFast({ tokenizerFile: "a", tokenizerJson })).toThrow(
      TokenizerOptionsError,
    );
  });
});
