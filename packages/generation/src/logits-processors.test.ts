import { describe, expect, test } from "vitest";
import { kthLargest } from "./kth-largest.ts";
import { temperature, topK, topP } from "./logits-processors.ts";
import { randomStream } from "./random.ts";

const out = Number.NEGATIVE_INFINITY;
const logits = Float32Array.of(1, 3, 2, 3, -1);

test("temperature divides", () => {
  expect(temperature(2)(logits, [])).toEqual(Float32Array.of(0.5, 1.5, 1, 1.5, -0.5));
});

test("topK leaves the k largest, and all that equal the last of them", () => {
  expect(topK(3)(logits, [])).toEqual(Float32Array.of(out, 3, 2, 3, out));
  expect(topK(1)(logits, [])).toEqual(Float32Array.of(out, 3, out, 3, out));
  expect(topK(9)(logits, [])).toEqual(logits);
});

test("topP leaves the fewest that make up p, one at least", () => {
  const of = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);
  const left = (p: number) =>
    [...topP(p)(of(0.1, 0.5, 0.15, 0.25), []).keys()].filter(
      (i) => topP(p)(of(0.1, 0.5, 0.15, 0.25), [])[i] !== out,
    );
  expect(left(0.01)).toEqual([1]);
  expect(left(0.49)).toEqual([1]);
  expect(left(0.51)).toEqual([1, 3]);
  expect(left(0.76)).toEqual([1, 2, 3]);
  expect(left(0.95)).toEqual([0, 1, 2, 3]);
});

test("what an earlier processor took out stays out", () => {
  const few = topK(2)(Float32Array.of(0, 1, 2, 3), []);
  expect(topP(0.99)(few, [])).toEqual(Float32Array.of(out, out, 2, 3));
  expect(temperature(0.5)(few, [])).toEqual(Float32Array.of(out, out, 4, 6));
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
      expect(topK(k)(row, [])).toEqual(row.map((logit) => (logit >= least ? logit : out)));
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
      expect(topP(p)(row, [])).toEqual(row.map((logit) => (logit >= last ? logit : out)));
    }
  });
});

test("processors leave the logits they are given as they are", () => {
  const given = Float32Array.of(1, 3, 2);
  for (const process of [temperature(2), topK(1), topP(0.1)]) process(given, []);
  expect(given).toEqual(Float32Array.of(1, 3, 2));
});
