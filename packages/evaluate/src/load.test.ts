import { expect, test } from "vitest";
import { UnknownMetricError } from "./errors.ts";
import { load } from "./load.ts";
import { metrics } from "./metrics.ts";

const input = { references: [0, 1, 1, 0], predictions: [0, 1, 0, 0] };

test("gives metrics by Hugging Face's names", () => {
  const metric = load("glue", "mrpc");
  metric.addBatch(input);
  const { accuracy, f1 } = metric.compute();
  expect(accuracy).toBe(0.75);
  expect(f1).toBeCloseTo(2 / 3, 12);
  const matrix = load("confusion_matrix");
  matrix.addBatch(input);
  expect(matrix.compute({ labels: [1, 0] }).confusion_matrix).toEqual([
    [1, 1],
    [0, 2],
  ]);
});

test("says which there are", () => {
  const unknown = load as (name: string, task?: string) => unknown;
  expect(() => unknown("bertscore")).toThrow(
    new UnknownMetricError("bertscore", [...Object.keys(metrics), "glue"]),
  );
  expect(() => unknown("glue", "boolq")).toThrow(
    /^unknown metric, expected one of glue\/cola, glue\/sst2, glue\/mrpc, .*: glue\/boolq$/,
  );
  expect(() => unknown("glue")).toThrow(UnknownMetricError);
  expect(() => unknown("toString")).toThrow(UnknownMetricError);
});
