// What of the statistics scipy does not answer for; test/scipy has the rest.

import { expect, test } from "vitest";
import { quantile } from "./quantile.ts";
import { randomIntegers } from "./random.ts";
import { ranks } from "./ranks.ts";

test("equal values share the mean of their ranks", () => {
  expect(ranks([10, -1, 10, 3, 10])).toEqual([4, 1, 4, 2, 4]);
  expect(ranks([])).toEqual([]);
});

// numpy.quantile([1, 2, 4, 8], q)
test("quantiles lie between values", () => {
  expect([0, 0.5, 0.9, 1].map((q) => quantile([1, 2, 4, 8], q))).toEqual([1, 3, expect.closeTo(6.8, 12), 8]);
  expect(quantile([7], 0.3)).toBe(7);
});

test("draws are even, and the same for the same seed", () => {
  const draw = randomIntegers(1);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) {
    const k = draw(10);
    counts[k] = (counts[k] as number) + 1;
  }
  // χ² of 9 degrees of freedom is above 27.9 once in a thousand seeds.
  expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
  const [a, b, c] = [randomIntegers(4), randomIntegers(4), randomIntegers(5)];
  const ten = (next: (below: number) => number) => Array.from({ length: 10 }, () => next(1000));
  const first = ten(a);
  expect(ten(b)).toEqual(first);
  expect(ten(c)).not.toEqual(first);
});
