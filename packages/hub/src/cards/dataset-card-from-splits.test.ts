import { describe, expect, it } from "vitest";
import { datasetCardFromSplits } from "./dataset-card-from-splits.ts";
import { CardValueError } from "./errors.ts";
import { parseCard } from "./parse-card.ts";
import { validateCard } from "./validate-card.ts";

const card = datasetCardFromSplits({
  prettyName: "Moods",
  language: "en",
  license: "mit",
  taskCategories: ["text-classification"],
  splits: [
    { name: "train", numExamples: 900, numBytes: 4000, files: ["a.parquet", "b.parquet"] },
    { name: "test", numExamples: 100, numBytes: 500 },
  ],
  features: [
    { name: "text", dtype: "string" },
    { name: "label", dtype: { class_label: { names: { 0: "sad", 1: "happy" } } } },
    { name: "words", list: "string" },
    { name: "answer|s", list: { struct: [{ name: "start", dtype: "int32" }] } },
    { name: "picture", dtype: "image" },
    { name: "grid", dtype: { array2_d: { shape: [2, 2], dtype: "float32" } } },
  ],
  row: { text: "x".repeat(600), label: 1n },
  limitations: "Small.",
});

describe("datasetCardFromSplits", () => {
  it("has metadata that the Hub takes", () => {
    expect(validateCard(card, "dataset")).toEqual({ errors: [], warnings: [] });
    expect(parseCard(card).data).toMatchObject({
      size_categories: ["1K<n<10K"],
      dataset_info: {
        splits: [
          { name: "train", num_bytes: 4000, num_examples: 900 },
          { name: "test", num_bytes: 500, num_examples: 100 },
        ],
        dataset_size: 4500,
      },
      configs: [
        {
          config_name: "default",
          data_files: [
            { split: "train", path: ["a.parquet", "b.parquet"] },
            { split: "test", path: "data/test-*" },
          ],
        },
      ],
    });
  });

  it("has a row, the columns and the splits, and no section of what is not known", () => {
    expect(card).toContain("| label | 0 sad, 1 happy |");
    expect(card).toContain("| words | list of string |");
    expect(card).toContain("| answer\\|s | list of { start: int32 } |");
    expect(card).toContain("| picture | Image |");
    expect(card).toContain("| train | 900 |");
    expect(card).toContain(`"${"x".repeat(500)}…"`);
    expect(card).toContain("## Limitations\n\nSmall.");
    expect(card).not.toContain("## How it was made");
  });

  it.each([
    [0, "n<1K"],
    [999, "n<1K"],
    [1000, "1K<n<10K"],
    [9_999_999, "1M<n<10M"],
    [1e12, "n>1T"],
  ])("counts %d rows as %s", (numExamples, size) => {
    const text = datasetCardFromSplits({ prettyName: "x", splits: [{ name: "train", numExamples }] });
    expect(parseCard(text).data.size_categories).toEqual([size]);
    expect(validateCard(text, "dataset").warnings).toEqual([]);
  });

  it("needs a split", () => {
    expect(() => datasetCardFromSplits({ prettyName: "x", splits: [] })).toThrow(CardValueError);
  });
});
