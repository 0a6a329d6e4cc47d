import { uniform } from "@llm-course/models/corpora";

/** `count` words of a few letters, each with how often it occurs: the same for a seed, every time. */
export function randomWords(seed: number, count: number, letters = "abcde"): Map<string, number> {
  const random = uniform(seed);
  const word = () =>
    Array.from(
      { length: 2 + Math.floor(6 * random()) },
      () => letters[Math.floor(letters.length * random())],
    );
  return new Map(Array.from({ length: count }, () => [word().join(""), 1 + Math.floor(30 * random())]));
}
