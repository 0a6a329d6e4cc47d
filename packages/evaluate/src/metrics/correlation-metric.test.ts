import { expect, test } from "vitest";
import { InputError } from "../errors.ts";
import { pearsonr } from "./pearsonr.ts";
import { spearmanr } from "./spearmanr.ts";

// The examples in the cards of Hugging Face's pearsonr and spearmanr.
test("gives the published numbers", () => {
  const input = { references: [1, 2, 3, 4, 5], predictions: [10, 9, 2.5, 6, 4] };
  expect(pearsonr(input).pearsonr).toBeCloseTo(-0.74, 2);
  expect(pearsonr(input, { returnPvalue: true })["p-value"]).toBeCloseTo(0.15, 2);
  expect(spearmanr(input).spearmanr).toBeCloseTo(-0.7, 12);
  expect(spearmanr(input, { returnPvalue: true }).spearmanr_pvalue).toBeCloseTo(0.19, 2);
  expect(Object.keys(pearsonr(input))).toEqual(["pearsonr"]);
});

test("knows no correlation with what does not vary", () => {
  const input = { references: [1, 2, 3], predictions: [7, 7, 7] };
  expect(pearsonr(input, { returnPvalue: true })).toEqual({ pearsonr: Number.NaN, "p-value": Number.NaN });
  expect(spearmanr(input)).toEqual({ spearmanr: Number.NaN });
});

test("refuses a single pair", () => {
  expect(() => pearsonr({ references: [1], predictions: [1] })).toThrow(InputError);
});
