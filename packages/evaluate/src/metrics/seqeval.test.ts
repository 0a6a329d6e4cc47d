import { expect, test } from "vitest";
import { EmptyInputError, InputError, MetricOptionsError } from "../errors.ts";
import { Metric } from "../metric.ts";
import { seqeval } from "./seqeval.ts";

const references = [
  ["O", "O", "O", "B-MISC", "I-MISC", "I-MISC", "O"],
  ["B-PER", "I-PER", "O"],
];
const predictions = [
  ["O", "O", "B-MISC", "I-MISC", "I-MISC", "I-MISC", "O"],
  ["B-PER", "I-PER", "O"],
];

// The example in the card of Hugging Face's seqeval.
test("gives the published numbers", () => {
  expect(seqeval({ references, predictions })).toEqual({
    MISC: { precision: 0, recall: 0, f1: 0, number: 1 },
    PER: { precision: 1, recall: 1, f1: 1, number: 1 },
    overall_precision: 0.5,
    overall_recall: 0.5,
    overall_f1: 0.5,
    overall_accuracy: 0.8,
  });
});

test("goes batch by batch, in which sentences stay apart", () => {
  const metric = new Metric(seqeval);
  metric.addBatch({ references: [["O", "B-PER"]], predictions: [["O", "B-PER"]] });
  metric.addBatch({ references: [["I-PER", "O"]], predictions: [["O", "O"]] });
  expect(metric.compute()).toMatchObject({ overall_recall: 0.5, overall_precision: 1, PER: { number: 2 } });
});

test("forgives wrong beginnings, unless it is strict", () => {
  const input = { references: [["B-PER", "I-PER"]], predictions: [["I-PER", "I-PER"]] };
  expect(seqeval(input).overall_f1).toBe(1);
  expect(seqeval(input, { mode: "strict", scheme: "IOB2" }).overall_f1).toBe(0);
  expect(seqeval(input, { mode: "strict", scheme: "IOB1" }).overall_f1).toBe(0);
});

test("does without entities", () => {
  const scores = seqeval({ references: [["O"]], predictions: [["O"]] });
  expect(scores).toEqual({ overall_precision: 0, overall_recall: 0, overall_f1: 0, overall_accuracy: 1 });
});

test("refuses what are no tags, by their place", () => {
  const from =
    (prediction: unknown, options = {}) =>
    () =>
      seqeval({ references: [["O"], ["O", "B-PER"]], predictions: [["O"], prediction as string[]] }, options);
  expect(from(["O"])).toThrow(
    "invalid value at predictions[1], expected 2 tags, as the reference has: Array of 1",
  );
  expect(from(["O", -100])).toThrow(
    "predictions[1][1], expected a tag; leave out positions that do not count: -100",
  );
  expect(from(["O", 3])).toThrow("predictions[1][1], expected a tag such as B-PER, by its name: 3");
  expect(from("OO")).toThrow(new InputError("predictions", 1, "a list of tags", "OO"));
  expect(from(["O", "NOUN"])).toThrow(
    'predictions[1][1], expected O or a tag such as B-PER, with one of B, I, E, S: "NOUN"',
  );
  expect(from(["O", "S-PER"], { mode: "strict", scheme: "IOB2" })).toThrow("with one of I, B");
  expect(from(["O", "B-PER"], { scheme: "IOB2" })).toThrow(MetricOptionsError);
  expect(from(["O", "B-PER"], { mode: "loose" })).toThrow(MetricOptionsError);
  const inside = { references: [["I-PER"]], predictions: [["I-PER"]] };
  expect(() => seqeval(inside, { mode: "strict" })).toThrow("the references' tags tell none: I");
  expect(() => seqeval({ references: [], predictions: [] })).toThrow(EmptyInputError);
});
