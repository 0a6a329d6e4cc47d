import { expect, test } from "vitest";
import { nearDuplicates } from "./near-duplicates.ts";

const words = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `word${from + i}`).join(" ");

test("a text that changes a few words is one with the first, in any case and punctuation", () => {
  const text = words(0, 100);
  const changed = text.replace("word50", "other").toUpperCase().replaceAll(" ", ", ");
  expect(nearDuplicates([text, words(1000, 100), changed])).toEqual([0, 1, 0]);
});

test("half of the words in common are not enough, nine tenths are", () => {
  expect(nearDuplicates([words(0, 100), words(50, 100)])).toEqual([0, 1]);
  expect(nearDuplicates([words(0, 100), words(10, 100)])).toEqual([0, 0]);
});

test("groups are closed: a chain of similar texts is one group", () => {
  expect(nearDuplicates([0, 20, 40, 60].map((from) => words(from, 100)))).toEqual([0, 0, 0, 0]);
});

test("texts of a word or none are compared as they are", () => {
  expect(nearDuplicates(["yes", "no", "Yes!", ""])).toEqual([0, 1, 0, 3]);
});
