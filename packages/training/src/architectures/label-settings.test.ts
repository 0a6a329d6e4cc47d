import { expect, test } from "vitest";
import { ConfigError } from "../errors.ts";
import { labelSettings } from "./label-settings.ts";

const id2label = { 0: "negative", 1: "neutral", 2: "positive" };

test.each([
  [{}, 2, "single_label_classification"],
  [{ num_labels: 4 }, 4, "single_label_classification"],
  [{ id2label }, 3, "single_label_classification"],
  [{ id2label, num_labels: 3 }, 3, "single_label_classification"],
  [{ num_labels: 1 }, 1, "regression"],
  [{ id2label, problem_type: "multi_label_classification" }, 3, "multi_label_classification"],
  [{ num_labels: 1, problem_type: "single_label_classification" }, 1, "single_label_classification"],
  [{ num_labels: 5, problem_type: null }, 5, "single_label_classification"],
] as const)("%j is %i labels for %s", (fields, numLabels, problemType) => {
  expect(labelSettings("BERT", fields)).toEqual({ numLabels, problemType });
});

test("counts that disagree are refused", () => {
  const settings = () => labelSettings("BERT", { id2label, num_labels: 2 });
  expect(settings).toThrow(ConfigError);
  expect(settings).toThrow("id2label (3 labels) and num_labels (2) disagree, leave num_labels out");
});
