import { expect, test } from "vitest";
import { LabelError, MetricOptionsError } from "../errors.ts";
import { confusionMatrix } from "./confusion-matrix.ts";

const input = { references: ["cat", "ant", "cat", "cat"], predictions: ["ant", "ant", "cat", "cat"] };

test("has a row for each reference and says what rows and columns are", () => {
  expect(confusionMatrix(input)).toEqual({
    labels: ["ant", "cat"],
    confusion_matrix: [
      [1, 0],
      [1, 2],
    ],
  });
});

test("keeps the order of labels and has room for those that do not occur", () => {
  const { confusion_matrix } = confusionMatrix(input, { labels: ["cat", "bird", "ant"], normalize: "true" });
  expect(confusion_matrix).toEqual([
    [2 / 3, 0, 1 / 3],
    [0, 0, 0],
    [0, 0, 1],
  ]);
});

test("drops no pair silently", () => {
  expect(() => confusionMatrix(input, { labels: ["cat", "bird"] })).toThrow(LabelError);
  expect(() => confusionMatrix(input, { normalize: "rows" as "true" })).toThrow(MetricOptionsError);
});
