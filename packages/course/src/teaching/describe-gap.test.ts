import { expect, test } from "vitest";
import { describeGap } from "./describe-gap.ts";

test.each([
  [30, 42, "tokens", "You guessed 30 tokens. It is 42 tokens: you were 12 tokens too low."],
  [100, 2, "", "You guessed 100. It is 2: you were a factor of 50 too high."],
  [7, 7, "", "You guessed 7, and so it is."],
  [-1, 1, "", "You guessed -1. It is 1: you were 2 too low."],
  [0, 5, "%", "You guessed 0 %. It is 5 %: you were 5 % too low."],
  [30_522, 30_000.4, "", "You guessed 30,522. It is 30,000: you were 521.6 too high."],
  [0.0005, 0.00052341, "", "You guessed 0.0005. It is 0.0005234: you were 0.00002341 too low."],
  [true, false, "", "You guessed true. It is false."],
  [" NURSE", "nurse", "", "You guessed  NURSE, and so it is."],
  [undefined, 12, "layers", "It is 12 layers. You made no guess."],
])("%s against %s", (guess, actual, unit, text) => {
  expect(describeGap(guess, actual, unit)).toBe(text);
});
