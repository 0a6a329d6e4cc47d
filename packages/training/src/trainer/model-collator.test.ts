import { expect, test } from "vitest";
import { dataCollatorForWholeWordMask } from "../data/data-collator-for-whole-word-mask.ts";
import { modelCollator } from "./model-collator.ts";

const tokenizer = { padTokenId: 0, maskTokenId: 4, vocabSize: 20, allSpecialIds: [0] };
const inputs = new Map(["input_ids", "attention_mask", "labels"].map((name) => [name, { type: "int64" }]));

test("keeps what the collator reads, and drops what nobody does", () => {
  const collate = modelCollator(dataCollatorForWholeWordMask(tokenizer, { mlmProbability: 0.5 }), {
    inputs,
    removeUnusedColumns: true,
  });
  const example = { input_ids: [5, 6, 7, 8], word_ids: [0, 0, 1, 1], text: "playing chess" };
  const examples = new Array(50).fill(example);
  const numbers = examples.keys().toArray();
  const batch = collate(examples, { epoch: 1, numbers });
  expect(Object.keys(batch)).toEqual(["input_ids", "labels", "attention_mask"]);
  const labels = Array.from(batch.labels?.data as BigInt64Array);
  const marks = labels.map((label) => Number(label >= 0)).join("");
  // Both tokens of a word, always.
  expect(marks).toMatch(/^(00|11)+$/);
  expect(collate(examples, { epoch: 1, numbers })).toEqual(batch);
  expect(collate(examples, { epoch: 2, numbers })).not.toEqual(batch);
});
