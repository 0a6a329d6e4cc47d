import { describe, expect, it } from "vitest";
import {
  BatchEncoding,
  PreTrainedTokenizerFast,
  PreTrainedTokenizerSlow,
  TokenizerOptionsError,
} from "../../src/auto/index.ts";
import { ArgumentError } from "../../src/errors.ts";
import { bertJson, gpt2Json } from "../oracle/rust.ts";

const tokens = {
  padToken: "[PAD]",
  unkToken: "[UNK]",
  clsToken: "[CLS]",
  sepToken: "[SEP]",
  maskToken: "[MASK]",
};
const bert = new PreTrainedTokenizerFast({ tokenizerJson: bertJson(), ...tokens, modelMaxLength: 512 });

describe("the course's examples, with the uncased vocabulary", () => {
  it("leads from words to characters and back", async () => {
    const example = "My name is Sylvain and I work at Hugging Face in Brooklyn.";
    const encoding = await bert(example);
    expect(encoding).toBeInstanceOf(BatchEncoding);
    expect([bert.isFast, encoding.isFast]).toEqual([true, true]);
    expect(encoding.wordIds()).toEqual([null, 0, 1, 2, 3, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, null]);
    const [start, end] = encoding.wordToChars(3) as [number, number];
    expect(example.slice(start, end)).toBe("Sylvain");
    expect(encoding.wordToTokens(3)).toEqual([4, 7]);
    expect(encoding.charToWord(12)).toBe(3);
    expect(encoding.tokens()[encoding.charToToken(12) as number]).toBe("sy");
  });

  it("keeps the question and cuts the context into windows that overlap", async () => {
    const sentence = "This sentence is not too long but we are going to split it anyway.";
    const options = { truncation: true, maxLength: 6, stride: 2, returnOverflowingTokens: true } as const;
    const inputs = await bert(sentence, options);
    expect(inputs.input_ids.map((ids) => bert.decode(ids))).toEqual([
      "[CLS] this sentence is not [SEP]",
      "[CLS] is not too long [SEP]",
      "[CLS] too long but we [SEP]",
      "[CLS] but we are going [SEP]",
      "[CLS] are going to split [SEP]",
      "[CLS] to split it anyway [SEP]",
      "[CLS] it anyway. [SEP]",
    ]);
    expect(inputs.overflow_to_sample_mapping).toEqual([0, 0, 0, 0, 0, 0, 0]);
    const both = await bert([sentence, "This sentence is shorter but will still get split."], options);
    expect(both.overflow_to_sample_mapping).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);

    const context = "Transformers is backed by three libraries. ".repeat(20);
    const windows = await bert("Which libraries back Transformers?", context, {
      ...{ truncation: "only_second", maxLength: 64, stride: 16, padding: "max_length" },
      ...{ returnOverflowingTokens: true, returnOffsetsMapping: true },
    });
    expect(windows.input_ids.every((ids) => ids.length === 64)).toBe(true);
    for (const [i, offsets] of (windows.offset_mapping ?? []).entries()) {
      const sequenceIds = windows.sequenceIds(i);
      expect(sequenceIds.slice(0, 9)).toEqual([null, 0, 0, 0, 0, 0, null, 1, 1]);
      const [from, to] = [sequenceIds.indexOf(1), sequenceIds.lastIndexOf(1)];
      const said = context.slice(offsets[from]?.[0], offsets[to]?.[1]).toLowerCase();
      expect(said.replace(/\s/g, "")).toBe(
        windows
          .tokens(i)
          .slice(from, to + 1)
          .join("")
          .replaceAll("##", ""),
      );
    }
  });

  it("labels words of a sentence that is given in words", async () => {
    const words = "EU rejects German call to boycott British lamb .".split(" ");
    const encoding = await bert(words, { isSplitIntoWords: true });
    expect(encoding.tokens().at(-3)).toBe("lamb");
    expect(encoding.wordIds()).toEqual([null, 0, 1, 2, 3, 4, 5, 6, 7, 8, null]);
    const pair = await bert(words.slice(0, 2), ["Sylvain", "Gugger"], { isSplitIntoWords: true });
    expect(pair.wordIds()).toEqual([null, 0, 1, null, 0, 0, 0, 1, 1, null]);
  });
});

describe("a call", () => {
  it("takes a pair as the second argument or as an option", async () => {
    expect({ ...(await bert("a", "b")) }).toEqual({ ...(await bert("a", { textPair: "b" })) });
    expect((await bert("a", undefined, { returnLength: true })).length).toEqual([3]);
    expect({ ...(await bert("a", "b")) }).toEqual({
      input_ids: [101, 1037, 102, 1038, 102],
      token_type_ids: [0, 0, 0, 1, 1],
      attention_mask: [1, 1, 1, 1, 1],
    });
  });

  it("makes labels of a target text", async () => {
    const { input_ids, labels } = await bert(["a", "b"], { textTarget: ["c d", "e"], padding: true });
    expect(input_ids).toEqual([
      [101, 1037, 102],
      [101, 1038, 102],
    ]);
    expect(labels).toEqual([
      [101, 1039, 1040, 102],
      [101, 1041, 102, 0],
    ]);
    const target = await (bert as CallableFunction)(undefined, { textTarget: "c" });
    expect(target.input_ids).toEqual([101, 1039, 102]);
  });

  it("gives what is asked for and no more, in lists that copy", async () => {
    const options = {
      returnTokenTypeIds: false,
      returnAttentionMask: false,
      addSpecialTokens: false,
    } as const;
    expect({ ...(await bert("a b", options)) }).toEqual({ input_ids: [1037, 1038] });
    const all = {
      returnSpecialTokensMask: true,
      returnOffsetsMapping: true,
      returnLength: true,
      padding: true,
    } as const;
    expect({ ...(await bert(["a", "b c"], { ...options, ...all })), label: 1 }).toEqual({
      input_ids: [
        [1037, 0],
        [1038, 1039],
      ],
      special_tokens_mask: [
        [0, 1],
        [0, 0],
      ],
      offset_mapping: [
        [
          [0, 1],
          [0, 0],
        ],
        [
          [0, 1],
          [2, 3],
        ],
      ],
      length: [2, 2],
      label: 1,
    });
    expect((await bert("a", { returnTensors: true })).input_ids).toEqual({
      type: "int64",
      data: BigInt64Array.of(101n, 1037n, 102n),
      dims: [1, 3],
    });
    const tensors = await bert(["a"], { returnTensors: true, returnOffsetsMapping: true });
    expect(tensors.offset_mapping?.dims).toEqual([1, 3, 2]);
  });

  it("gives types that fit", async () => {
    const one: number[] = (await bert("a")).input_ids;
    const many: number[][] = (await bert(["a"])).input_ids;
    const words: number[] = (await bert(["a"], { isSplitIntoWords: true })).input_ids;
    const lists: number[][] = (await bert([["a"]], { isSplitIntoWords: true })).input_ids;
    const windows: number[][] = (await bert("a", { truncation: true, returnOverflowingTokens: true }))
      .input_ids;
    const tensor: BigInt64Array = (await bert("a", "b", { returnTensors: true })).input_ids.data;
    expect([one, many, words, lists, windows, tensor]).toHaveLength(6);
  });
});

describe("pad", () => {
  it("pads one row, several, or a batch, and leaves other features alone", async () => {
    const padded = {
      input_ids: [
        [1, 2],
        [3, 0],
      ],
      attention_mask: [
        [1, 1],
        [1, 0],
      ],
    };
    expect(bert.pad([{ input_ids: [1, 2] }, { input_ids: [3] }])).toEqual(padded);
    expect(bert.pad({ input_ids: [[1, 2], [3]] })).toEqual(padded);
    const rows = [
      { ...(await bert("a b")), label: 1 },
      { ...(await bert("a")), label: 0 },
    ];
    expect(
      bert.pad(rows, { padding: "max_length", maxLength: 5, padToMultipleOf: 3, paddingSide: "left" }),
    ).toEqual({
      input_ids: [
        [0, 0, 101, 1037, 1038, 102],
        [0, 0, 0, 101, 1037, 102],
      ],
      token_type_ids: [
        [0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
      ],
      attention_mask: [
        [0, 0, 1, 1, 1, 1],
        [0, 0, 0, 1, 1, 1],
      ],
      label: [1, 0],
    });
    expect(bert.pad(await bert(["a b", "a"]), { returnTensors: true }).input_ids).toMatchObject({
      dims: [2, 4],
    });
    expect(
      bert.pad([{ input_ids: [1, 2], length: 2 }], { returnAttentionMask: false, padding: false }),
    ).toEqual({
      input_ids: [[1, 2]],
      length: [2],
    });
  });
});

describe("the vocabulary", () => {
  it("converts tokens and ids", async () => {
    expect(bert.convertTokensToIds("[CLS]")).toBe(101);
    expect(bert.convertTokensToIds(["a", "zzzz"])).toEqual([1037, 100]);
    expect(bert.convertIdsToTokens(101)).toBe("[CLS]");
    expect(bert.convertIdsToTokens([101, 1037], { skipSpecialTokens: true })).toEqual(["a"]);
    expect(bert.vocabSize).toBe(30522);
    expect(bert.getVocab().get("a")).toBe(1037);
    expect(await bert.tokenize("Tokenization", { addSpecialTokens: true })).toEqual([
      "[CLS]",
      "token",
      "##ization",
      "[SEP]",
    ]);
    expect(await bert.encode("a")).toEqual([101, 1037, 102]);
    await expect(bert.encode(["a"] as never)).rejects.toThrow(ArgumentError);
    expect([bert.numSpecialTokensToAdd(), bert.numSpecialTokensToAdd(true)]).toEqual([2, 3]);
    expect(bert.allSpecialIds).toEqual([100, 102, 0, 101, 103]);
    expect(bert.decode(BigInt64Array.of(101n, 1037n))).toBe("[CLS] a");
    expect(bert.decode(1037)).toBe("a");
  });

  it("grows by tokens, special or not, on fast and slow tokenizers", async () => {
    for (const Kind of [PreTrainedTokenizerFast, PreTrainedTokenizerSlow]) {
      const gpt2 = new Kind({ tokenizerJson: gpt2Json() });
      expect(gpt2.addTokens(["hello", "newword", "newword"])).toBe(1);
      expect(gpt2.addSpecialTokens({ padToken: "<pad>", eosToken: "<|endoftext|>" })).toBe(1);
      expect([gpt2.padTokenId, gpt2.eosTokenId, gpt2.getVocabSize(), gpt2.vocabSize]).toEqual([
        50258, 50256, 50259, 50257,
      ]);
      expect(await gpt2.encode("newword<pad>")).toEqual([50257, 50258]);
      expect(gpt2.decode([50257, 50258], { skipSpecialTokens: true })).toBe("newword");
    }
  });
});

describe("a chat", () => {
  const chatTemplate =
    "{% for m in messages %}{{ m.role }} : {% generation %}{{ m.content }}{% endgeneration %} {{ sep_token }} {% endfor %}";
  const chat = [
    { role: "user", content: "hi" },
    { role: "assistant", content: "hello" },
  ];

  it("is encoded with the template's special tokens only", async () => {
    const tokenizer = new PreTrainedTokenizerFast({ tokenizerJson: bertJson(), ...tokens, chatTemplate });
    expect(tokenizer.applyChatTemplate(chat, { tokenize: false })).toBe(
      "user : hi [SEP] assistant : hello [SEP] ",
    );
    const encoding = await tokenizer.applyChatTemplate(chat, { returnAssistantTokensMask: true });
    expect(encoding.tokens()).toEqual(["user", ":", "hi", "[SEP]", "assistant", ":", "hello", "[SEP]"]);
    expect(encoding.assistant_masks).toEqual([0, 0, 1, 0, 0, 0, 1, 0]);
    const cut = await tokenizer.applyChatTemplate(chat, { encoding: { truncation: true, maxLength: 3 } });
    expect(cut.input_ids).toHaveLength(3);
    const template = "{{ messages[0].content }}";
    expect(tokenizer.applyChatTemplate(chat, { chatTemplate: template, tokenize: false })).toBe("hi");
    await expect(
      tokenizer.applyChatTemplate(chat, { chatTemplate: template, returnAssistantTokensMask: true }),
    ).rejects.toThrow(TokenizerOptionsError);
    expect(() =>
      tokenizer.applyChatTemplate(chat, { tokenize: false, returnAssistantTokensMask: true }),
    ).toThrow(TokenizerOptionsError);
  });
});
