import { expect, test } from "vitest";
import { sampleToken } from "./sample-token.ts";

const logits = Float32Array.of(Math.log(0.2), Number.NEGATIVE_INFINITY, Math.log(0.5), Math.log(0.3));

test("each token has its share of the numbers from 0 to 1", () => {
  const draws = [0, 0.19, 0.21, 0.69, 0.71, 0.999999].map((value) => sampleToken(logits, () => value));
  expect(draws).toEqual([0, 0, 2, 2, 3, 3]);
});

test("what is left by rounding is the last token's that can be drawn", () => {
  const last = Float32Array.of(0, 0, Number.NEGATIVE_INFINITY);
  expect(sampleToken(last, () => 1 - 2 ** -53)).toBe(1);
});

test("large logits do not overflow", () => {
  expect(sampleToken(Float32Array.of(1e30, 0), () => 0.9)).toBe(0);
});
