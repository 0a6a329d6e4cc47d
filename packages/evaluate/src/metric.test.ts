import { expect, test } from "vitest";
import { EmptyInputError, LabelError, LengthMismatchError } from "./errors.ts";
import { Metric } from "./metric.ts";
import { accuracy } from "./metrics/accuracy.ts";
import { f1 } from "./metrics/f1.ts";

const whole = { references: [0, 1, 0, 1, 0], predictions: [0, 0, 1, 1, 0] };

test("gives over batches what the function gives over all", () => {
  const metric = new Metric(f1);
  metric.addBatch({ references: BigInt64Array.of(0n, 1n), predictions: [0, 0] });
  metric.addBatch({ references: [0, 1], predictions: [1, 1] });
  metric.add({ reference: 0, prediction: 0 });
  expect(metric.compute({ average: "macro" })).toEqual(f1(whole, { average: "macro" }));
});

test("starts anew after computing", () => {
  const metric = new Metric(accuracy);
  metric.addBatch(whole);
  expect(metric.compute()).toEqual({ accuracy: 0.6 });
  expect(() => metric.compute()).toThrow(new EmptyInputError("accuracy"));
  metric.add({ reference: 1, prediction: 1 });
  expect(metric.compute()).toEqual({ accuracy: 1 });
});

test("loses nothing by a mistake", () => {
  const metric = new Metric(f1);
  metric.addBatch(whole);
  expect(() => metric.addBatch({ references: [0, 1], predictions: [0] })).toThrow(LengthMismatchError);
  expect(() => metric.addBatch({ references: [0, 1], predictions: [0, 0.5] })).toThrow(LabelError);
  expect(() => metric.compute({ posLabel: 7 })).toThrow("posLabel expected to be one of 0, 1: 7");
  expect(metric.compute()).toEqual(f1(whole));
});

test("refuses names after numbers when computing", () => {
  const metric = new Metric(accuracy);
  metric.addBatch(whole);
  metric.add({ reference: "spam", prediction: "spam" });
  expect(() => metric.compute()).toThrow("invalid label at predictions[5], expected an integer");
});

test("takes batches larger than a call takes arguments", () => {
  const metric = new Metric(accuracy);
  const labels = new Uint8Array(500_000);
  metric.addBatch({ references: labels, predictions: labels });
  expect(metric.compute()).toEqual({ accuracy: 1 });
});
