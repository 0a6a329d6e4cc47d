import { describe, expect, test } from "vitest";
import { dataCollatorForTokenClassification } from "./data-collator-for-token-classification.ts";
import { dataCollatorWithPadding } from "./data-collator-with-padding.ts";
import { defaultDataCollator } from "./default-data-collator.ts";
import { ExampleError, RaggedExamplesError, RawTextError } from "./errors.ts";

const tokenizer = { padTokenId: 9 };
const int64 = (dims: number[], values: number[]) => ({
  type: "int64",
  data: BigInt64Array.from(values, BigInt),
  dims,
});

describe("defaultDataCollator", () => {
  test("stacks features by their type, and calls a label labels", () => {
    const batch = defaultDataCollator([
      { input_ids: [1, 2], label: 0, score: 0.5, seen: true, vector: new Float32Array([1, 2]) },
      { input_ids: [3, 4], label: 1, score: 2, seen: false, vector: new Float32Array([3, 4]) },
    ]);
    expect(batch).toEqual({
      input_ids: int64([2, 2], [1, 2, 3, 4]),
      labels: int64([2], [0, 1]),
      score: { type: "float32", data: new Float32Array([0.5, 2]), dims: [2] },
      seen: int64([2], [1, 0]),
      vector: { type: "float32", data: new Float32Array([1, 2, 3, 4]), dims: [2, 2] },
    });
  });

  test("stacks nested rows, as of multiple choice", () => {
    const choices = [
      {
        input_ids: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      },
    ];
    expect(defaultDataCollator(choices).input_ids).toEqual(int64([1, 3, 2], [1, 2, 3, 4, 5, 6]));
  });

  test("refuses ragged examples, text, gaps and features that only some have", () => {
    const collate = (...values: (string | number | null | number[])[]) =>
      defaultDataCollator(values.map((x) => ({ x })));
    expect(() => collate([1, 2], [1])).toThrow(RaggedExamplesError);
    expect(() => collate([1, 2], [1])).toThrow(
      "example 1 of the batch: x: expected shape [2] like the first example's, pad with a collator such as dataCollatorWithPadding; given [1]: [1]",
    );
    expect(() => collate([1, 2], 3)).toThrow(RaggedExamplesError);
    expect(() => collate("text")).toThrow(RawTextError);
    expect(() => collate(1, null)).toThrow("example 1 of the batch: x: expected a number or numbers: null");
    expect(() => defaultDataCollator([{ x: 1 }, { x: 1, y: 2 }])).toThrow(ExampleError);
    expect(() => defaultDataCollator([{ x: 1, y: 2 }, { x: 1 }])).toThrow("example 1 of the batch: y:");
  });
});

describe("dataCollatorWithPadding", () => {
  const examples = [
    { input_ids: [1, 2, 3], token_type_ids: [0, 0, 1], label: 1 },
    { input_ids: [4], token_type_ids: [0], label: 0 },
  ];

  test("pads to the longest of the batch, and makes a mask", () => {
    expect(dataCollatorWithPadding(tokenizer)(examples)).toEqual({
      input_ids: int64([2, 3], [1, 2, 3, 4, 9, 9]),
      token_type_ids: int64([2, 3], [0, 0, 1, 0, 0, 0]),
      attention_mask: int64([2, 3], [1, 1, 1, 1, 0, 0]),
      labels: int64([2], [1, 0]),
    });
  });

  test("pads to a multiple, to a length, or on the left", () => {
    const dims = (options: object) => dataCollatorWithPadding(tokenizer, options)(examples).input_ids?.dims;
    expect(dims({ padToMultipleOf: 8 })).toEqual([2, 8]);
    expect(dims({ maxLength: 5 })).toEqual([2, 5]);
    const left = dataCollatorWithPadding({ ...tokenizer, paddingSide: "left" })(examples);
    expect(left.input_ids).toEqual(int64([2, 3], [1, 2, 3, 9, 9, 4]));
    expect(left.attention_mask).toEqual(int64([2, 3], [1, 1, 1, 0, 0, 1]));
  });

  test("keeps a mask that is there", () => {
    const [first] = examples;
    const { attention_mask: mask } = dataCollatorWithPadding(tokenizer)([
      { ...first, attention_mask: [1, 0, 1] },
    ]);
    expect(mask).toEqual(int64([1, 3], [1, 0, 1]));
  });

  test("refuses text, and features of another length", () => {
    const collate = dataCollatorWithPadding(tokenizer);
    expect(() => collate([{ input_ids: "a cat" }])).toThrow(RawTextError);
    expect(() => collate([{ input_ids: [1, 2], token_type_ids: [0] }])).toThrow(
      "example 0 of the batch: token_type_ids: expected a sequence of 2, as many as input_ids: [0]",
    );
  });
});

test("dataCollatorForTokenClassification pads labels with what does not count", () => {
  const collate = dataCollatorForTokenClassification(tokenizer);
  const batch = collate([
    { input_ids: [1, 2, 3], labels: [0, 1, 2] },
    { input_ids: [4], labels: [1] },
  ]);
  expect(batch.labels).toEqual(int64([2, 3], [0, 1, 2, 1, -100, -100]));
  expect(() => collate([{ input_ids: [1, 2], labels: [0] }])).toThrow("labels: expected a sequence of 2");
});
