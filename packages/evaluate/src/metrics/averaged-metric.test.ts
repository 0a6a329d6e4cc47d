import { expect, test } from "vitest";
import { MetricOptionsError } from "../errors.ts";
import { f1 } from "./f1.ts";
import { precision } from "./precision.ts";
import { recall } from "./recall.ts";

// The examples in the card of Hugging Face's f1.
test("gives the published numbers", () => {
  const binary = { references: [0, 1, 0, 1, 0], predictions: [0, 0, 1, 1, 0] };
  expect(f1(binary).f1).toBeCloseTo(0.5, 12);
  expect(f1(binary, { posLabel: 0 }).f1).toBeCloseTo(2 / 3, 12);
  const classes = { references: [0, 1, 2, 0, 1, 2], predictions: [0, 2, 1, 0, 0, 1] };
  expect(f1(classes, { average: "macro" }).f1).toBeCloseTo(0.8 / 3, 12);
  expect(f1(classes, { average: "micro" }).f1).toBeCloseTo(1 / 3, 12);
  expect(f1(classes, { average: "weighted" }).f1).toBeCloseTo(0.8 / 3, 12);
});

test("takes 0 / 0 for what it is told to", () => {
  const neverPredicted = { references: [1, 0], predictions: [0, 0] };
  expect(precision(neverPredicted)).toEqual({ precision: 0 });
  expect(precision(neverPredicted, { zeroDivision: 1 })).toEqual({ precision: 1 });
  expect(recall(neverPredicted, { zeroDivision: 1 })).toEqual({ recall: 0 });
});

test("refuses options that do not fit the labels", () => {
  const three = { references: [0, 1, 2], predictions: [0, 1, 1] };
  expect(() => f1(three)).toThrow(
    new MetricOptionsError(
      "f1",
      "more than two labels need an average, choose macro, micro or weighted: 0, 1, 2",
    ),
  );
  const names = { references: ["ham", "spam"], predictions: ["ham", "ham"] };
  expect(() => f1(names)).toThrow("invalid options of f1: posLabel expected to be one of ham, spam: 1");
  expect(f1(names, { posLabel: "ham" }).f1).toBeCloseTo(2 / 3, 12);
  expect(() => f1({ references: ["ham"], predictions: ["ham"] })).toThrow("one of ham: 1");
  expect(() => f1({ references: [-1, 0], predictions: [0, 0] })).toThrow("one of -1, 0: 1");
  expect(() => f1({ references: [0, 1], predictions: [0, 1] }, { labels: [0] })).toThrow(
    "labels need another average than binary: 0",
  );
});

test("refuses options that there are not", () => {
  const input = { references: [0, 1], predictions: [0, 1] };
  const from = (options: object) => () => f1(input, options);
  expect(from({ average: "none" })).toThrow(
    'invalid options of f1: average: expected one of binary, macro, micro, weighted; scoresPerLabel gives each label\'s own, given "none"',
  );
  expect(from({ zeroDivision: 0.5 })).toThrow(MetricOptionsError);
  expect(from({ labels: [] })).toThrow(MetricOptionsError);
  expect(from({ posLabel: Number.NaN })).toThrow(MetricOptionsError);
  expect(from({ averaged: "macro" })).toThrow("averaged");
});
