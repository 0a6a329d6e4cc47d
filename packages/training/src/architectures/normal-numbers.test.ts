import { expect, test } from "vitest";
import { normalNumbers } from "./normal-numbers.ts";

const take = (count: number, seed: number, name = "weight") => {
  const next = normalNumbers(seed, name);
  return Float64Array.from({ length: count }, next);
};
const mean = (x: Float64Array) => x.reduce((sum, value) => sum + value, 0) / x.length;

test("numbers are normally distributed", () => {
  const numbers = take(400_000, 1);
  // Each bound is about four standard errors of what is estimated.
  expect(Math.abs(mean(numbers))).toBeLessThan(0.0065);
  expect(Math.abs(mean(numbers.map((x) => x * x)) - 1)).toBeLessThan(0.009);
  expect(Math.abs(mean(numbers.map((x) => x ** 3)))).toBeLessThan(0.025);
  expect(Math.abs(mean(numbers.map((x) => x ** 4)) - 3)).toBeLessThan(0.065);
  for (const [deviations, share] of [
    [0.1, 0.0796557],
    [1, 0.6826895],
    [2, 0.9544997],
    [3, 0.9973002],
  ] as const) {
    const within = mean(numbers.map((x) => (Math.abs(x) < deviations ? 1 : 0)));
    expect(Math.abs(within - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / numbers.length));
  }
});

test("a seed and a name give the same numbers on every machine", () => {
  expect([...take(4, 42)]).toEqual([
    -1.0519467244361616, -1.7094493110177131, 0.5799164612603878, 0.6247792025003194,
  ]);
});

test("another seed, also one past 32 bits, or another name give numbers that have nothing in common", () => {
  const numbers = take(100_000, 7);
  for (const others of [take(100_000, 8), take(100_000, 7 + 2 ** 32), take(100_000, 7, "bias")])
    expect(Math.abs(mean(numbers.map((x, i) => x * (others[i] as number))))).toBeLessThan(0.0127);
});
