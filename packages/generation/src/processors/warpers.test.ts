import { describe, expect, test } from "vitest";
import { randomStream } from "../random.ts";
import { epsilonCutoff } from "./epsilon-cutoff.ts";
import { kthLargest } from "./kth-largest.ts";
import type { LogitsProcessor } from "./logits-processor.ts";
import { minP } from "./min-p.ts";
import { temperature } from "./temperature.ts";
import { topK } from "./top-k.ts";
import { topP } from "./top-p.ts";
import { typicalP } from "./typical-p.ts";

const out = Number.NEGATIVE_INFINITY;
const process = (processor: LogitsProcessor, given: Float32Array) =>
  processor(given.slice(), [], { row: 0, promptLength: 0 });
const logits = Float32Array.of(1, 3, 2, 3, -1);

test("temperature divides", () => {
  expect(process(temperature(2), logits)).toEqual(Float32Array.of(0.5, 1.5, 1, 1.5, -0.5));
});

test("topK leaves the k largest, and all that equal the last of them", () => {
  expect(process(topK(3), logits)).toEqual(Float32Array.of(out, 3, 2, 3, out));
  expect(process(topK(1), logits)).toEqual(Float32Array.of(out, 3, out, 3, out));
  expect(process(topK(9), logits)).toEqual(logits);
});

test("topP leaves the fewest that make up p, one at least", () => {
  const of = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);
  const left = (p: number) =>
    [...process(topP(p), of(0.1, 0.5, 0.15, 0.25)).keys()].filter(
      (i) => process(topP(p), of(0.1, 0.5, 0.15, 0.25))[i] !== out,
    );
  expect(left(0.01)).toEqual([1]);
  expect(left(0.49)).toEqual([1]);
  expect(left(0.51)).toEqual([1, 3]);
  expect(left(0.76)).toEqual([1, 2, 3]);
  expect(left(0.95)).toEqual([0, 1, 2, 3]);
});

test("what an earlier processor took out stays out", () => {
  const few = process(topK(2), Float32Array.of(0, 1, 2, 3));
  expect(process(topP(0.99), few)).toEqual(Float32Array.of(out, out, 2, 3));
  expect(process(temperature(0.5), few)).toEqual(Float32Array.of(out, out, 4, 6));
});

describe("the same is left as by sorting everything", () => {
  const random = randomStream(11, 0);
  const rows = Array.from({ length: 50 }, (_, row) =>
    // Some flat, some peaked, some with equal values.
    Float32Array.from({ length: 200 }, () => {
      const value = (random() * 2 - 1) * ((row % 10) + 1);
      return row % 3 === 0 ? Math.round(value) + 0 : value;
    }),
  );

  test.each([1, 2, 10, 50, 199, 200])("topK(%d)", (k) => {
    for (const row of rows) {
      const least = [...row].sort((a, b) => b - a)[k - 1] as number;
      expect(kthLargest(row, k)).toBe(least);
      expect(process(topK(k), row)).toEqual(row.map((logit) => (logit >= least ? logit : out)));
    }
  });

  test.each([0.1, 0.5, 0.9, 0.99])("topP(%d)", (p) => {
    for (const row of rows) {
      const weights = [...row].map((logit) => Math.exp(logit));
      const total = weights.reduce((a, b) => a + b);
      const ids = [...row.keys()].sort((a, b) => (row[b] as number) - (row[a] as number));
      const before = (place: number) =>
        ids.slice(0, place).reduce((sum, id) => sum + (weights[id] as number) / total, 0);
      const last = row[ids.findLast((_, place) => before(place) < p) as number] as number;
      expect(process(topP(p), row)).toEqual(row.map((logit) => (logit >= last ? logit : out)));
    }
  });
});

describe("other truncations leave what is left by the definition", () => {
  const random = randomStream(5, 0);
  const rows = Array.from({ length: 30 }, (_, row) =>
    Float32Array.from({ length: 60 }, () => (random() * 2 - 1) * ((row % 6) + 1)),
  );
  const left = (values: Float32Array) => [...values.keys()].filter((id) => values[id] !== out);
  const probabilities = (row: Float32Array) => {
    const weights = [...row].map((logit) => Math.exp(logit));
    const total = weights.reduce((a, b) => a + b);
    return weights.map((weight) => weight / total);
  };

  test.each([0.01, 0.1, 0.5, 1])("minP(%d)", (p) => {
    for (const row of rows) {
      const all = probabilities(row);
      const expected = [...all.keys()].filter(
        (id) => (all[id] as number) >= p * Math.max(...all) * (1 - 1e-7),
      );
      expect(left(process(minP(p), row))).toEqual(expected);
    }
  });

  test.each([0.001, 0.01, 0.5])("epsilonCutoff(%d)", (epsilon) => {
    for (const row of rows) {
      const all = probabilities(row);
      const expected = [...all.keys()].filter(
        (id) => all[id] === Math.max(...all) || (all[id] as number) >= epsilon,
      );
      expect(left(process(epsilonCutoff(epsilon), row))).toEqual(expected);
    }
  });

  test.each([0.1, 0.5, 0.9])("typicalP(%d)", (mass) => {
    for (const row of rows) {
      const all = probabilities(row);
      const entropy = -all.reduce((sum, p) => sum + p * Math.log(p), 0);
      const nearest = [...all.entries()]
        .map(([id, p]) => ({ id, p, distance: Math.abs(Math.log(p) + entropy) }))
        .sort((a, b) => a.distance - b.distance);
      const before = (place: number) => nearest.slice(0, place).reduce((sum, { p }) => sum + p, 0);
      const expected = nearest.filter((_, place) => before(place) < mass).map(({ id }) => id);
      expect(left(process(typicalP(mass), row))).toEqual(expected.sort((a, b) => a - b));
    }
  });

  test("so many tokens as must stay do", () => {
    for (const make of [topP, minP, epsilonCutoff, typicalP])
      for (const row of rows)
        expect(left(process(make(0.9999 * Math.min(1, 0.3), 7), row)).length).toBeGreaterThanOrEqual(7);
    for (const row of rows) expect(left(process(minP(1, 3), row))).toEqual(left(process(topK(3), row)));
  });
});
