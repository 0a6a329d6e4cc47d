import { expect, test } from "vitest";
import { documentFrequencies, keywords } from "./keywords.ts";

test("keywords are rare words of the collection, frequent ones of the text, in the text's order", () => {
  const collection = ["the cat and the dog", "the dog and the bird", "the bird and a fish", "the end"];
  const frequencies = documentFrequencies(collection);
  expect(frequencies.counts.get("the")).toBe(4);
  expect(frequencies.counts.get("dog")).toBe(2);
  // "fish" twice: 2 · log(4 / 2); "cat": log(4 / 2); "dog": log(4 / 3); "the": 3 · log(4 / 5)
  expect(keywords("The dog, the cat: the fish and FISH.", 2, frequencies)).toBe("cat fish");
  expect(keywords("The dog, the cat: the fish and FISH.", 3, frequencies)).toBe("dog cat fish");
});
