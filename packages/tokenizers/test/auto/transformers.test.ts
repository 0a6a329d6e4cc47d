import { PreTrainedTokenizer as TransformersTokenizer } from "@huggingface/transformers";
import { describe, expect, it } from "vitest";
import { PreTrainedTokenizerFast } from "../../src/auto/index.ts";
import { oracleLines } from "../oracle/lines.ts";
import { bertJson } from "../oracle/rust.ts";

const names = {
  pad_token: "[PAD]",
  unk_token: "[UNK]",
  cls_token: "[CLS]",
  sep_token: "[SEP]",
  mask_token: "[MASK]",
};
const tokens = {
  padToken: "[PAD]",
  unkToken: "[UNK]",
  clsToken: "[CLS]",
  sepToken: "[SEP]",
  maskToken: "[MASK]",
};

describe("a tokenizer beside that of transformers.js", () => {
  const json = bertJson();
  const ours = new PreTrainedTokenizerFast({ tokenizerJson: json, ...tokens, modelMaxLength: 512 });
  const peer = new TransformersTokenizer(JSON.parse(json), { ...names, model_max_length: 512 });
  // Of plain English, on which the tokenizers beneath agree.
  const lines = oracleLines(1000).slice(-60);
  const pairs = lines.toReversed();
  const plain = { return_tensor: false } as const;

  it("gives the same names and lists", async () => {
    expect({ ...(await ours(lines)) }).toEqual({ ...peer(lines, { ...plain, return_token_type_ids: true }) });
  });

  it.each([
    ["longest", { padding: true }, { padding: true }],
    ["to a length", { padding: "max_length", maxLength: 100 }, { padding: "max_length", max_length: 100 }],
    [
      "and cut to the model's length",
      { padding: true, truncation: true },
      { padding: true, truncation: true },
    ],
  ] as const)("pads %s alike", async (_, options, theirs) => {
    expect({ ...(await ours(lines, options)) }).toEqual({
      ...peer(lines, { ...plain, return_token_type_ids: true, ...theirs }),
    });
  });

  it("cuts alike, except that transformers.js cuts off the last special token too", async () => {
    const [a, b] = [
      await ours(lines, { truncation: true, maxLength: 12 }),
      peer(lines, { ...plain, truncation: true, max_length: 12 }),
    ];
    const withSep = b.input_ids.map((ids) =>
      ids.length < 12 ? ids : [...ids.slice(0, -1), ours.sepTokenId],
    );
    expect(a.input_ids).toEqual(withSep);
    expect(a.attention_mask).toEqual(b.attention_mask);
  });

  it("pads pairs alike", async () => {
    expect({ ...(await ours(lines, pairs, { padding: true })) }).toEqual({
      ...peer(lines, { ...plain, text_pair: pairs, padding: true, return_token_type_ids: true }),
    });
  });

  it("makes the same tensors", async () => {
    const [a, b] = [
      await ours(lines, { padding: true, returnTensors: true }),
      peer(lines, { padding: true, return_token_type_ids: true }),
    ];
    for (const key of ["input_ids", "attention_mask", "token_type_ids"] as const) {
      const [x, y] = [a[key], b[key]];
      expect({ type: x?.type, dims: x?.dims, data: x?.data }).toEqual({
        type: y?.type,
        dims: y?.dims,
        data: y?.data,
      });
    }
  });

  it("decodes alike", async () => {
    const { input_ids } = await ours(lines);
    expect(ours.batchDecode(input_ids, { skipSpecialTokens: true })).toEqual(
      peer.batch_decode(input_ids, { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
    );
    const spaced = "do n't , you 're it 's a . b ? c ! ' d ' we 've i 'm";
    const ids = await ours.encode(spaced, { addSpecialTokens: false });
    expect(ours.decode(ids, { cleanUpTokenizationSpaces: true })).toBe(
      peer.decode(ids, { clean_up_tokenization_spaces: true }),
    );
  });
});
