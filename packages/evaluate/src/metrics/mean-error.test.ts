import { expect, test } from "vitest";
import { EmptyInputError, InputError } from "../errors.ts";
import { mae } from "./mae.ts";
import { mse } from "./mse.ts";
import { rmse } from "./rmse.ts";

// The examples in the cards of Hugging Face's mse and mae.
test("gives the published numbers", () => {
  const input = { predictions: [2.5, 0, 2, 8], references: [3, -0.5, 2, 7] };
  expect(mse(input)).toEqual({ mse: 0.375 });
  expect(mse(input, { squared: false })).toEqual({ mse: 0.6123724356957945 });
  expect(rmse(input)).toEqual({ rmse: 0.6123724356957945 });
  expect(mae(input)).toEqual({ mae: 0.5 });
});

test("takes what tensors hold", () => {
  expect(mae({ predictions: Float32Array.of(0.5, 1), references: BigInt64Array.of(1n, 1n) })).toEqual({
    mae: 0.25,
  });
});

test("refuses what is no number, by its place", () => {
  const from = (predictions: unknown[]) => () =>
    mae({ predictions: predictions as number[], references: predictions.map(() => 0) });
  expect(from([1, Number.NaN])).toThrow(new InputError("predictions", 1, "a finite number", Number.NaN));
  expect(from(["1"])).toThrow('invalid value at predictions[0], expected a finite number: "1"');
  expect(from([[1, 2]])).toThrow("Array of 2 values");
  expect(from([])).toThrow(EmptyInputError);
});
