import { expect, test } from "vitest";
import { expectClose } from "../../test/close-to.ts";
import { aggregateEntities, type ScoredToken } from "./aggregate-entities.ts";
import { widestContexts } from "./token-windows.ts";

// What Hugging Face's course prints: the scores of eight tokens, and the entities that its pipeline makes of them.
const published = [
  ["I-PER", [0.9993828, 0.99815476, 0.99590725, 0.9992327], 0.9981694],
  ["I-ORG", [0.97389334, 0.976115, 0.98879766], 0.97960204],
  ["I-LOC", [0.99321055], 0.99321055],
] as const;

test("has the entities and scores that Hugging Face's course prints", () => {
  const labels = published.map(([label]) => label);
  const tokens = published.flatMap(([, scores], kind) =>
    scores.map((score) => ({
      ...{ probabilities: labels.map((_, i) => (i === kind ? score : 0)), start: 0, end: 0, word: 0 },
    })),
  );
  const groups = aggregateEntities(tokens, { strategy: "simple", labels, text: "" });
  expect(groups.map(({ entity_group }) => entity_group)).toEqual(["PER", "ORG", "LOC"]);
  for (const [i, [, , score]] of published.entries()) expect(groups[i]?.score).toBeCloseTo(score, 7);
});

const labels = ["O", "B-PER", "I-PER", "B-ORG"];
const text = "Kowalczyk Ann";
const tokens: ScoredToken[] = [
  { probabilities: [0.1, 0.6, 0.2, 0.1], start: 0, end: 2, word: 0 },
  { probabilities: [0.1, 0.05, 0.75, 0.1], start: 2, end: 5, word: 0 },
  { probabilities: [0.02, 0.03, 0.05, 0.9], start: 5, end: 9, word: 0 },
  { probabilities: [0.2, 0.1, 0.7, 0], start: 10, end: 13, word: 1 },
];

test.each([
  [
    "simple",
    [
      { entity_group: "PER", score: (0.6 + 0.75) / 2, word: "Kowal", start: 0, end: 5 },
      { entity_group: "ORG", score: 0.9, word: "czyk", start: 5, end: 9 },
      { entity_group: "PER", score: 0.7, word: "Ann", start: 10, end: 13 },
    ],
  ],
  ["first", [{ entity_group: "PER", score: (0.6 + 0.7) / 2, word: text, start: 0, end: 13 }]],
  [
    "max",
    [
      { entity_group: "ORG", score: 0.9, word: "Kowalczyk", start: 0, end: 9 },
      { entity_group: "PER", score: 0.7, word: "Ann", start: 10, end: 13 },
    ],
  ],
  [
    "average",
    [
      { entity_group: "ORG", score: 1.1 / 3, word: "Kowalczyk", start: 0, end: 9 },
      { entity_group: "PER", score: 0.7, word: "Ann", start: 10, end: 13 },
    ],
  ],
] as const)("%s, by hand", (strategy, expected) => {
  expectClose(aggregateEntities(tokens, { strategy, labels, text }), expected);
});

test("B- begins, E- ends, S- stands alone, and what is no entity parts two of a kind", () => {
  const names = ["O", "B-X", "I-X", "E-X", "S-X", "Y"];
  const grouped = (tags: readonly string[]) =>
    aggregateEntities(
      tags.map((tag, i) => ({
        probabilities: names.map((name) => (name === tag ? 1 : 0)),
        ...{ start: i, end: i + 1, word: i },
      })),
      { strategy: "simple", labels: names, text: "abcdefgh" },
    ).map(({ word }) => word);
  expect(grouped(["B-X", "I-X", "B-X", "I-X"])).toEqual(["ab", "cd"]);
  expect(grouped(["I-X", "O", "I-X"])).toEqual(["a", "c"]);
  expect(grouped(["B-X", "E-X", "I-X"])).toEqual(["ab", "c"]);
  expect(grouped(["S-X", "I-X", "S-X"])).toEqual(["a", "b", "c"]);
  expect(grouped(["Y", "Y", "I-X"])).toEqual(["ab", "c"]);
});

test("of tokens in two windows the one with more around it is taken", () => {
  // [CLS] a b c d [SEP], [CLS] c d e f [SEP]
  const places = widestContexts([
    [null, 0, 2, 4, 6, null],
    [null, 4, 6, 8, 10, null],
  ]);
  expect(places.map(({ window, token }) => [window, token])).toEqual([
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 2],
    [1, 3],
    [1, 4],
  ]);
});
