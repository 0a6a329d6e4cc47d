import { expect, test } from "vitest";
import { uniform } from "../corpora/shuffle.ts";
import { alignWords } from "./word-alignment.ts";

test("words that stand beside each other in many pairs are aligned, across another order, and fillers to none", () => {
  // Each word has one translation, neighbours are swapped, and "le" comes from nowhere.
  const random = uniform(1);
  const pairs = Array.from({ length: 400 }, () => {
    const numbers = Array.from({ length: 4 }, () => Math.floor(random() * 30));
    const [a, b, c, d] = numbers.map((number) => `mot${number}`) as [string, string, string, string];
    return { source: numbers.map((number) => `word${number}`), target: [b, a, "le", d, c] };
  });
  const right = alignWords(pairs).map((found) =>
    [1, 0, -1, 3, 2].map((place, i) => Number(found[i] === place)),
  );
  const shares = [0, 1, 2, 3, 4].map((i) => right.reduce((sum, row) => sum + (row[i] as number), 0) / 400);
  for (const i of [0, 1, 3, 4]) expect(shares[i]).toBeGreaterThan(0.95);
  expect(shares[2]).toBeGreaterThan(0.9);
});

test("pairs without words are aligned to nothing", () => {
  expect(
    alignWords([
      { source: [], target: ["un"] },
      { source: ["one"], target: [] },
    ]),
  ).toEqual([[-1], []]);
});
