import { expect, test } from "vitest";
import { ExampleError } from "./errors.ts";
import { groupTexts } from "./group-texts.ts";

const columns = {
  input_ids: [[1, 2, 3], [4], [], [5, 6, 7]],
  word_ids: [[0, 0, 1], [0], [], [0, 1, 2]],
};

test("joins texts and cuts them into blocks, all columns alike", () => {
  expect(groupTexts(columns, { blockSize: 3 })).toEqual({
    input_ids: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    word_ids: [
      [0, 0, 1],
      [0, 0, 1],
    ],
  });
  expect(groupTexts(columns, { blockSize: 3, dropRemainder: false }).input_ids?.at(-1)).toEqual([7]);
  expect(groupTexts(columns, { blockSize: 8 }).input_ids).toEqual([]);
});

test("puts a token after each text", () => {
  const { input_ids, word_ids } = groupTexts(columns, { blockSize: 4, eosTokenId: 9 });
  expect(input_ids).toEqual([
    [1, 2, 3, 9],
    [4, 9, 9, 5],
  ]);
  expect(word_ids?.[1]).toEqual([0, null, null, 0]);
});

test("refuses other columns, and blocks of no size", () => {
  const text = { ...columns, text: ["a", "b", "c", "d"] };
  expect(() => groupTexts(text, { blockSize: 2 })).toThrow(ExampleError);
  expect(() => groupTexts({ ...columns, length: [[3], [1], [0], [3]] }, { blockSize: 2 })).toThrow(
    "length: expected a sequence of 3, as many as input_ids: [3]",
  );
  expect(() => groupTexts({ ...columns, score: columns.word_ids }, { blockSize: 2, eosTokenId: 9 })).toThrow(
    "score: unknown value for the token that ends a text",
  );
  expect(() => groupTexts({ text: ["a"] }, { blockSize: 2 })).toThrow(
    'tokenize the texts first; given: ["text"]',
  );
  expect(() => groupTexts(columns, { blockSize: 0 })).toThrow("invalid blockSize");
});
