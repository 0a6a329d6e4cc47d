import { expect, test } from "vitest";
import { int64 } from "../checkpoints/tiny-batch.fixture.ts";
import { dataCollatorForSeq2Seq } from "./data-collator-for-seq2-seq.ts";
import { ExampleError, RawTextError } from "./errors.ts";

const tokenizer = { padTokenId: 9 };
const examples = [
  { input_ids: [1, 2, 3], labels: [4, 5, 6, 7, 1] },
  { input_ids: [4], labels: [8, 1] },
];

test("pads each side to its own length, labels with what does not count", () => {
  expect(dataCollatorForSeq2Seq(tokenizer)(examples)).toEqual({
    input_ids: int64([
      [1, 2, 3],
      [4, 9, 9],
    ]),
    attention_mask: int64([
      [1, 1, 1],
      [1, 0, 0],
    ]),
    labels: int64([
      [4, 5, 6, 7, 1],
      [8, 1, -100, -100, -100],
    ]),
  });
});

test("makes the decoder's input from the labels, as Hugging Face's shift_tokens_right", () => {
  const batch = dataCollatorForSeq2Seq(tokenizer, { decoderStartTokenId: 2 })(examples);
  expect(batch.decoder_input_ids).toEqual(
    int64([
      [2, 4, 5, 6, 7],
      [2, 8, 1, 9, 9],
    ]),
  );
  expect(batch.labels?.dims).toEqual([2, 5]);
});

test("rounds both sides up, and takes another label of padding", () => {
  const { input_ids, labels } = dataCollatorForSeq2Seq(tokenizer, {
    padToMultipleOf: 4,
    labelPadTokenId: 0,
  })(examples);
  expect([input_ids?.dims, labels?.dims]).toEqual([
    [2, 4],
    [2, 8],
  ]);
  expect(labels?.data.at(-1)).toBe(0n);
});

test("pads inputs of the decoder that are there, and needs no labels", () => {
  const collate = dataCollatorForSeq2Seq(tokenizer);
  const given = [
    { input_ids: [1], decoder_input_ids: [2, 3], decoder_attention_mask: [1, 1] },
    { input_ids: [1], decoder_input_ids: [2], decoder_attention_mask: [1] },
  ];
  const batch = collate(given);
  expect(batch.decoder_input_ids?.data).toEqual(BigInt64Array.of(2n, 3n, 2n, 9n));
  expect(batch.decoder_attention_mask?.data).toEqual(BigInt64Array.of(1n, 1n, 1n, 0n));
  expect(Object.keys(collate([{ input_ids: [1] }]))).toEqual(["input_ids", "attention_mask"]);
});

test("refuses text and labels that only some have", () => {
  const collate = dataCollatorForSeq2Seq(tokenizer);
  expect(() => collate([{ input_ids: [1], labels: "un chat" }])).toThrow(RawTextError);
  expect(() => collate([{ input_ids: [1], label: [2] }, { input_ids: [1] }])).toThrow(ExampleError);
  expect(() => collate([{ input_ids: [1], label: [2] }, { input_ids: [1] }])).toThrow(
    "example 1 of the batch: labels: expected a sequence of numbers: nothing",
  );
});
