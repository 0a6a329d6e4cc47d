import { expect, it } from "vitest";
import { digamma } from "./digamma.ts";

const euler = 0.5772156649015329;

it("has the published values: Abramowitz and Stegun, 6.3", () => {
  expect(digamma(1)).toBeCloseTo(-euler, 9);
  expect(digamma(0.5)).toBeCloseTo(-euler - 2 * Math.log(2), 9);
  expect(digamma(1 / 3)).toBeCloseTo(-euler - Math.PI / (2 * Math.sqrt(3)) - 1.5 * Math.log(3), 9);
  expect(digamma(2)).toBeCloseTo(1 - euler, 9);
  expect(digamma(100)).toBeCloseTo(4.600161852738087, 10);
  expect(digamma(1e9)).toBeCloseTo(Math.log(1e9), 8);
});
