import { expect, test } from "vitest";
import { combine } from "./combine.ts";
import { EmptyInputError, InputError, LabelError, MetricOptionsError, UnknownMetricError } from "./errors.ts";
import type { MetricInput } from "./labels.ts";
import { accuracy } from "./metrics/accuracy.ts";
import { f1 } from "./metrics/f1.ts";
import { glue } from "./metrics/glue.ts";

const input = { references: [0, 1, 2, 0, 1, 2], predictions: [0, 2, 1, 0, 0, 1] };

test("gives the numbers of all, each with the options it has", () => {
  const metric = combine(["accuracy", "f1", "matthews_correlation"]);
  metric.addBatch(input);
  const scores = metric.compute({ average: "macro" });
  expect(scores.accuracy).toBe(accuracy(input).accuracy);
  expect(scores.f1).toBe(f1(input, { average: "macro" }).f1);
  expect(Object.keys(scores)).toEqual(["accuracy", "f1", "matthews_correlation"]);
});

test("takes functions, too", () => {
  const metric = combine([glue.cola, accuracy]);
  metric.addBatch({ references: [0, 1], predictions: [1, 0] });
  expect(metric.compute()).toEqual({ matthews_correlation: -1, accuracy: 0 });
});

test("refuses what it cannot give", () => {
  expect(() => combine(["bertscore" as "f1"])).toThrow(UnknownMetricError);
  const twice = combine([glue.mrpc, "f1"]);
  twice.addBatch({ references: [0, 1], predictions: [0, 1] });
  expect(() => twice.compute()).toThrow(
    new MetricOptionsError("glue/mrpc + f1", "two of them give the same number: f1"),
  );
  const metric = combine(["accuracy", "matthews_correlation"]);
  metric.addBatch(input);
  expect(() => metric.compute({ average: "macro" })).toThrow("none of them has this option: average");
});

test("takes a metric of one's own", () => {
  const errors = Object.assign(
    ({ predictions, references }: MetricInput) => ({
      errors: Array.from(references).filter((reference, i) => reference !== predictions[i]).length,
    }),
    { metricName: "errors", optionNames: [] },
  );
  const metric = combine(["accuracy", errors]);
  metric.addBatch(input);
  expect(metric.compute()).toEqual({ accuracy: 1 / 3, errors: 4 });
});

test("takes numbers, each metric as it can", () => {
  const metric = combine([glue.stsb, "mae", "rmse"]);
  metric.addBatch({ references: [1, 2, 4], predictions: Float32Array.of(1, 2.5, 3) });
  const scores = metric.compute();
  expect(Object.keys(scores)).toEqual(["pearson", "spearmanr", "mae", "rmse"]);
  expect(scores.mae).toBe(0.5);
  expect(() => metric.add({ reference: 1, prediction: Number.NaN })).toThrow("predictions[0]");
});

test("prefixes the numbers with their metrics' names if told to", () => {
  const metric = combine([glue.mrpc, "f1"], { forcePrefix: true });
  metric.addBatch({ references: [0, 1], predictions: [0, 1] });
  expect(metric.compute()).toEqual({ "glue/mrpc_accuracy": 1, "glue/mrpc_f1": 1, f1_f1: 1 });
});

test("has all of them agree to what is added", () => {
  const metric = combine(["accuracy", "rouge"]);
  expect(() => metric.add({ prediction: 1 as never, reference: 1 as never })).toThrow(InputError);
  expect(() => metric.add({ prediction: "a", reference: ["a"] as never })).toThrow(LabelError);
  expect(() => metric.compute()).toThrow(EmptyInputError);
  metric.add({ prediction: "a cat", reference: "a dog" });
  expect(metric.compute()).toMatchObject({ accuracy: 0, rouge1: 0.5 });
});
