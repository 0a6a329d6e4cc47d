import { expect, test } from "vitest";
import { randomStream } from "./random.ts";

const take = (seed: number, stream: number, count = 5) => {
  const random = randomStream(seed, stream);
  return Array.from({ length: count }, () => random());
};

test("a seed and a stream give the same numbers each time, another seed or stream others", () => {
  expect(take(1, 2)).toEqual(take(1, 2));
  const all = [take(1, 2), take(2, 1), take(1, 3), take(0, 0), take(2 ** 32 - 1, 0)].flat();
  expect(new Set(all).size).toBe(all.length);
});

test("numbers are uniform from 0 to 1, and streams not correlated", () => {
  const [a, b] = [take(5, 0, 20_000), take(5, 1, 20_000)];
  const mean = (values: number[]) => values.reduce((x, y) => x + y) / values.length;
  expect(Math.min(...a)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...a)).toBeLessThan(1);
  // Four standard errors: those of a mean are √(1/12 n), of a product √(1/144 n).
  expect(Math.abs(mean(a) - 0.5)).toBeLessThan(4 / Math.sqrt(12 * 20_000));
  const products = a.map((value, i) => (value - 0.5) * ((b[i] as number) - 0.5));
  expect(Math.abs(mean(products))).toBeLessThan(4 / Math.sqrt(144 * 20_000));
});
