import { describe, expect, test } from "vitest";
import { EmptyInputError, LengthMismatchError, MetricOptionsError } from "../errors.ts";
import { accuracy } from "../metrics/accuracy.ts";
import { confusionMatrix } from "../metrics/confusion-matrix.ts";
import { f1 } from "../metrics/f1.ts";
import { mae } from "../metrics/mae.ts";
import { pearsonr } from "../metrics/pearsonr.ts";
import { bootstrapConfidenceInterval } from "./bootstrap-confidence-interval.ts";
import { intervalMethods } from "./interval.ts";

const references = Array.from({ length: 100 }, (_, i) => i % 2);
const predictions = references.map((label, i) => (i < 80 ? label : 1 - label));
const input = { references, predictions };

test("has the same seed give the same", () => {
  const first = bootstrapConfidenceInterval(accuracy, input, { seed: 7 });
  expect(bootstrapConfidenceInterval(accuracy, input, { seed: 7 })).toEqual(first);
  expect(bootstrapConfidenceInterval(accuracy, input, { seed: 8 })).not.toEqual(first);
});

// The standard error of a share is √(p (1 - p) / n), and 1.96 of it reach to the interval's ends.
test.each(intervalMethods)("agrees with the normal distribution on a share: %s", (method) => {
  const { accuracy: found } = bootstrapConfidenceInterval(accuracy, input, { method, nResamples: 4000 });
  expect(found.value).toBe(0.8);
  expect(Math.abs(found.standardError - 0.04)).toBeLessThan(0.002);
  expect(Math.abs(found.low - (0.8 - 1.96 * 0.04))).toBeLessThan(0.02);
  expect(Math.abs(found.high - (0.8 + 1.96 * 0.04))).toBeLessThan(0.02);
});

// Of 200 samples, the intervals of about 180 should hold what the samples come from.
test.each(intervalMethods)("holds the truth as often as it says: %s", (method) => {
  let held = 0;
  let state = 1;
  const uniform = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  for (let sample = 0; sample < 200; sample++) {
    const errors = Array.from({ length: 40 }, uniform);
    const data = { references: errors.map(() => 0), predictions: errors };
    const options = { method, confidence: 0.9, nResamples: 200, seed: sample };
    const { low, high } = bootstrapConfidenceInterval(mae, data, options).mae;
    if (low <= 0.5 && 0.5 <= high) held++;
  }
  expect(held).toBeGreaterThan(165);
  expect(held).toBeLessThan(195);
});

test("gives an interval for each number and for nothing else", () => {
  const both = bootstrapConfidenceInterval((data) => ({ ...accuracy(data), ...f1(data) }), input);
  expect(Object.keys(both)).toEqual(["accuracy", "f1"]);
  expect(Object.keys(bootstrapConfidenceInterval(confusionMatrix, input, { nResamples: 2 }))).toEqual([]);
});

test("leaves out resamples without a result, and has no width where nothing varies", () => {
  const few = { references: [0, 0, 0, 1], predictions: [0, 0, 1, 1] };
  const { pearsonr: found } = bootstrapConfidenceInterval(pearsonr, few, { method: "bca" });
  expect(found.low).toBeGreaterThanOrEqual(-1);
  expect(found.high).toBe(1);
  const right = { references, predictions: references };
  const { low, high } = bootstrapConfidenceInterval(accuracy, right, { method: "bca" }).accuracy;
  expect([low, high]).toEqual([1, 1]);
});

describe("refuses", () => {
  test("options out of range", () => {
    for (const options of [{ confidence: 95 }, { nResamples: 0 }, { seed: 0.5 }, { method: "bc" as "bca" }])
      expect(() => bootstrapConfidenceInterval(accuracy, input, options)).toThrow(MetricOptionsError);
  });

  test("unpaired or no examples", () => {
    expect(() => bootstrapConfidenceInterval(accuracy, { references, predictions: [1] })).toThrow(
      LengthMismatchError,
    );
    expect(() => bootstrapConfidenceInterval(accuracy, { references: [], predictions: [] })).toThrow(
      EmptyInputError,
    );
  });
});
