// Every score against scikit-learn's, recorded by record.py.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  accuracy,
  confusionMatrix,
  f1,
  matthewsCorrelation,
  precision,
  recall,
  scoresPerLabel,
} from "../../src/index.ts";

const label = z.union([z.number(), z.string()]);
const labelOptions = {
  zeroDivision: z.union([z.literal(0), z.literal(1)]),
  labels: z.array(label).optional(),
};
const matrix = z.array(z.array(z.number()));
const fixture = z.object({
  cases: z
    .array(
      z.object({
        name: z.string(),
        references: z.array(label),
        predictions: z.array(label),
        accuracy: z.number(),
        matthews_correlation: z.number(),
        confusion_matrix: matrix,
        normalized: z.object({ true: matrix, pred: matrix, all: matrix }),
        averages: z.array(
          z.object({
            options: z.object({
              ...labelOptions,
              average: z.enum(["macro", "micro", "weighted"]).optional(),
              posLabel: label.optional(),
            }),
            scores: z.object({ precision: z.number(), recall: z.number(), f1: z.number() }),
          }),
        ),
        perLabel: z.array(
          z.object({
            options: z.object(labelOptions),
            rows: z.array(z.record(z.string(), label)),
          }),
        ),
      }),
    )
    .min(16),
});
const { cases } = fixture.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "scores.json"), "utf8")),
);

/** To the last bits: sums may be in another order. */
const near = (values: unknown): unknown => {
  if (typeof values === "number") return expect.closeTo(values, 13);
  if (Array.isArray(values)) return values.map(near);
  return typeof values === "object" && values !== null
    ? Object.fromEntries(Object.entries(values).map(([key, value]) => [key, near(value)]))
    : values;
};

describe.each(cases)("$name", (recorded) => {
  const { references, predictions } = recorded;
  const input = { references, predictions };

  test("accuracy and Matthews correlation", () => {
    expect(accuracy(input)).toEqual({ accuracy: recorded.accuracy });
    expect(matthewsCorrelation(input)).toEqual(near({ matthews_correlation: recorded.matthews_correlation }));
  });

  test.each(recorded.averages)("averages with $options", ({ options, scores }) => {
    const found = { ...precision(input, options), ...recall(input, options), ...f1(input, options) };
    expect(found).toEqual(near(scores));
  });

  test.each(recorded.perLabel)("scores per label with $options", ({ options, rows }) => {
    expect(scoresPerLabel(input, options)).toEqual(near(rows));
  });

  test("confusion matrix", () => {
    expect(confusionMatrix(input).confusion_matrix).toEqual(recorded.confusion_matrix);
    for (const normalize of ["true", "pred", "all"] as const)
      expect(confusionMatrix(input, { normalize }).confusion_matrix).toEqual(
        near(recorded.normalized[normalize]),
      );
  });
});
