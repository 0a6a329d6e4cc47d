import { expect } from "vitest";

/** Two answers are the same but for the last digits of their numbers. */
export function expectClose(ours: unknown, theirs: unknown, digits = 5): void {
  expect(rounded(ours, digits)).toEqual(rounded(theirs, digits));
}

/** Half of a unit apart still rounds to two numbers now and then, so one digit is kept back by the callers. */
function rounded(value: unknown, digits: number): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, inner) =>
      typeof inner === "number" && !Number.isInteger(inner) ? Number(inner.toFixed(digits)) : inner,
    ),
  );
}
