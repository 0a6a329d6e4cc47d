import { describe, expect, test } from "vitest";
import type { Task } from "../architectures/architecture.ts";
import { tinyConfigs } from "../checkpoints/tiny-models.fixture.ts";
import { checkExample, exampleLimits } from "./check-example.ts";
import { ExampleError, LabelError, SequenceLengthError } from "./errors.ts";
import type { Example } from "./example.ts";

const check = (example: Example, task: Task, settings: object = {}) =>
  checkExample(example, 2, exampleLimits({ ...tinyConfigs.distilbert, ...settings }, task));
const ids = [2, 5, 3];

test.each<[Task, Example, object]>([
  ["sequence-classification", { input_ids: ids, label: 1 }, {}],
  ["sequence-classification", { input_ids: ids, labels: [1] }, {}],
  ["sequence-classification", { input_ids: ids, label: 0.25 }, { num_labels: 1 }],
  [
    "sequence-classification",
    { input_ids: ids, labels: [0, 1] },
    { problem_type: "multi_label_classification" },
  ],
  ["token-classification", { input_ids: ids, labels: [-100, 1, -100] }, {}],
  ["masked-lm", { input_ids: ids, labels: [-100, 12, -100] }, {}],
  ["question-answering", { input_ids: ids, start_positions: 1 }, {}],
])("%s takes %j", (task, example, settings) => {
  expect(() => check(example, task, settings)).not.toThrow();
});

describe("refuses, by example, key, value and what was expected,", () => {
  test.each<[string, Task, Example, object, typeof ExampleError, string]>([
    [
      ...([
        "a label the model does not have",
        "sequence-classification",
        { input_ids: ids, label: 2 },
        {},
      ] as const),
      ...([LabelError, "label: expected 0 to 1, or -100 where it does not count; given: 2"] as const),
    ],
    [
      ...(["a label in parts", "sequence-classification", { input_ids: ids, label: 0.5 }, {}] as const),
      ...([LabelError, "label: expected 0 to 1, or -100 where it does not count; given: 0.5"] as const),
    ],
    [
      ...([
        "several labels for one",
        "sequence-classification",
        { input_ids: ids, labels: [0, 1] },
        {},
      ] as const),
      ...([LabelError, "labels: expected one label, given: [0,1]"] as const),
    ],
    [
      ...(["one label for several", "sequence-classification", { input_ids: ids, labels: [1] }] as const),
      { problem_type: "multi_label_classification" },
      ...([LabelError, "labels: expected 2 labels, one for each of the model's, given: 1"] as const),
    ],
    [
      ...([
        "a label too few for tokens",
        "token-classification",
        { input_ids: ids, labels: [0, 1] },
        {},
      ] as const),
      ...([LabelError, "labels: expected 3 labels, one for each of input_ids, given: 2"] as const),
    ],
    [
      ...(["a token's label", "token-classification", { input_ids: ids, labels: [0, -1, 0] }, {}] as const),
      ...([LabelError, "labels: expected 0 to 1, or -100 where it does not count; given at 1: -1"] as const),
    ],
    [
      ...(["a sequence too long", "masked-lm", { input_ids: new Array(25).fill(5) }, {}] as const),
      SequenceLengthError,
      "input_ids: expected at most 24 tokens, as many as the model has positions; truncate when tokenizing, given: 25",
    ],
    [
      ...(["a token of another vocabulary", "masked-lm", { input_ids: [2, 13] }, {}] as const),
      ExampleError,
      "input_ids: expected tokens from 0 to 12, the model's vocabulary; use the tokenizer that belongs to it, given at 1: 13",
    ],
  ])("%s", (_, task, example, settings, type, message) => {
    expect(() => check(example, task, settings)).toThrow(type);
    expect(() => check(example, task, settings)).toThrow(`example 2 of the batch: ${message}`);
  });
});

test("RoBERTa has positions for fewer tokens than its table has rows", () => {
  const positions = (type: string) => exampleLimits(tinyConfigs[type] ?? {}, "masked-lm").positions;
  expect(["bert", "roberta", "gpt2", "llama"].map(positions)).toEqual([24, 23, 24, undefined]);
});

test("texts of an encoder-decoder have as many tokens as each side has positions, in T5 any number", () => {
  const checked = (type: string, labels: number) =>
    checkExample(
      { input_ids: ids, labels: new Array(labels).fill(5) },
      2,
      exampleLimits(tinyConfigs[type] ?? {}, "seq2seq-lm"),
    );
  expect(() => checked("bart", 24)).not.toThrow();
  expect(() => checked("t5", 99)).not.toThrow();
  expect(() => checked("bart", 25)).toThrow(SequenceLengthError);
  expect(() => checked("bart", 25)).toThrow("labels: expected at most 24 labels, as many as the decoder has");
});
