import { describe, expect, test } from "vitest";
import { EmptyInputError, LabelError, LengthMismatchError } from "./errors.ts";
import { assertLabelsAmong, occurringLabels, toPairs, toSomePairs } from "./labels.ts";

test("takes lists, typed arrays and the int64 data of a tensor", () => {
  const pairs = { predictions: [1, 0], references: [0, 1] };
  expect(toPairs(pairs)).toEqual(pairs);
  expect(toPairs({ predictions: Uint8Array.of(1, 0), references: BigInt64Array.of(0n, 1n) })).toEqual(pairs);
});

test("orders numbers by value, names by character", () => {
  expect(occurringLabels({ predictions: [10, -1], references: [9, 9] })).toEqual([-1, 9, 10]);
  expect(occurringLabels({ predictions: ["b", "B"], references: ["a", "a"] })).toEqual(["B", "a", "b"]);
});

describe("refuses", () => {
  const given = (predictions: unknown, references: unknown) => () =>
    toPairs({ predictions, references } as Parameters<typeof toPairs>[0]);

  test("different lengths", () => {
    expect(given([1], [1, 0])).toThrow(new LengthMismatchError(1, 2));
  });

  test("nothing", () => {
    expect(() => toSomePairs("accuracy", { predictions: [], references: [] })).toThrow(
      new EmptyInputError("accuracy"),
    );
  });

  test.each([
    ["NaN", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["a score", 0.7],
    ["nothing", undefined],
    ["null", null],
    ["a boolean", true],
    ["a name among numbers", "1"],
    ["a row of logits", [0.2, 0.8]],
    ["a position that does not count", -100],
  ])("%s", (_, label) => {
    expect(given([0, label], [0, 0])).toThrow(LabelError);
    expect(given([0, 0], [0, label])).toThrow(LabelError);
  });

  test("with the place, what was expected and the way out", () => {
    expect(given([0, 0.7], [0, 0])).toThrow(
      "invalid label at predictions[1], expected an integer, as the first reference is one; take the argmax of scores: 0.7",
    );
    expect(given([1], ["spam"])).toThrow(
      "invalid label at predictions[0], expected a name, as the first reference is one: 1",
    );
    expect(given([[0.2, 0.8]], [0])).toThrow("take the argmax of scores: Array of 2 values");
    expect(given([1, 1], [0, -100n])).toThrow(
      "references[1], expected a class; leave out positions that do not count: -100",
    );
  });

  test("labels outside", () => {
    const pairs = { predictions: [0, 2], references: [0, 1] };
    expect(() => assertLabelsAmong([0, 1], pairs)).toThrow(
      "invalid label at predictions[1], expected one of 0, 1: 2",
    );
    expect(() => assertLabelsAmong([0, 2], pairs)).toThrow(new LabelError("references", 1, "one of 0, 2", 1));
  });
});
