import { expect, test } from "vitest";
import { countLabels } from "./count-labels.ts";

const labels = { type: "int64", data: BigInt64Array.of(3n, 5n, -100n, -100n, 4n, 0n), dims: [2, 3] };

test("classes from 0 on count; the first token of a sequence is nothing to predict for causal-lm", () => {
  expect(countLabels({ labels }, ["labels"])).toBe(4);
  expect(countLabels({ labels }, ["labels"], "causal-lm")).toBe(3);
});

test("numbers all count; of several labels the first in the batch is counted", () => {
  const scores = { type: "float32", data: Float32Array.of(-1, 0.5), dims: [2] };
  expect(countLabels({ labels: scores }, ["labels"])).toBe(2);
  expect(countLabels({ labels, scores }, ["missing", "scores", "labels"])).toBe(2);
  expect(countLabels({ scores }, ["labels"])).toBe(0);
});
