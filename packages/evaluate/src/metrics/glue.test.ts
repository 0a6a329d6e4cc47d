import { expect, test } from "vitest";
import { LabelError } from "../errors.ts";
import { type GlueTask, glue } from "./glue.ts";

// The examples in the card of Hugging Face's glue.
test("gives the published numbers", () => {
  const same = { references: [0, 1], predictions: [0, 1] };
  expect(glue.sst2(same)).toEqual({ accuracy: 1 });
  expect(glue.mrpc(same)).toEqual({ accuracy: 1, f1: 1 });
  expect(glue.cola(same)).toEqual({ matthews_correlation: 1 });
  const scores = { references: [0, 1, 2, 3, 4, 5], predictions: [0, 1, 2, 3, 4, 5] };
  expect(glue.stsb(scores).pearson).toBeCloseTo(1, 12);
  expect(glue.stsb(scores).spearmanr).toBeCloseTo(1, 12);
});

// 1,725 pairs of which 1,147 are paraphrases.
test("scores MRPC's test set as published for the majority class", () => {
  const references = Array.from({ length: 1725 }, (_, i) => (i < 1147 ? 1 : 0));
  const { accuracy, f1 } = glue.mrpc({ references, predictions: references.map(() => 1) });
  expect(Number(accuracy.toFixed(3))).toBe(0.665);
  expect(Number(f1.toFixed(3))).toBe(0.799);
});

test("takes stsb's numbers", () => {
  const metric = glue.stsb({ references: [0, 2.5, 5], predictions: [1.25, 1.5, 2.25] });
  expect(metric.spearmanr).toBeCloseTo(1, 12);
  expect(metric.pearson).toBeLessThan(0.99);
});

const tasks = Object.keys(glue).filter((task) => task !== "stsb") as Exclude<GlueTask, "stsb">[];

test.each(tasks)("%s knows its labels", (task) => {
  const labels = task.startsWith("mnli") || task === "ax" ? [0, 1, 2] : [0, 1];
  expect(Object.values(glue[task]({ references: labels, predictions: labels }))).toContain(1);
  const outside = [...labels, labels.length];
  expect(() => glue[task]({ references: outside, predictions: outside })).toThrow(LabelError);
});
