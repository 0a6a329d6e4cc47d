import { uniform } from "@llm-course/models/corpora";
import { mustBeFunction } from "../attempt.ts";
import { type Awaitable, type Probe, probe } from "../checking/probe.ts";
import { defineExercise } from "../define-exercise.ts";

export interface Cut {
  tokens: string[];
  score: number;
}

export type Answer = (word: string, probabilities: Map<string, number>) => Awaitable<Cut | undefined>;

const scored = (tokens: string[], probability: number): Cut => ({ tokens, score: -Math.log(probability) });
const probes: readonly Probe<[word: string, probabilities: Map<string, number>], Cut | undefined>[] = [
  {
    args: ["toad", new Map([["to", 0.2], ["ad", 0.1], ["t", 0.3], ["o", 0.05]])], // biome-ignore format: tokens
    expected: scored(["to", "ad"], 0.02),
    why: "A way to cut has the *product* of its tokens' probabilities, and `score` is minus its logarithm.",
  },
  {
    args: ["abc", new Map([["abc", 0.001], ["a", 0.4], ["b", 0.3], ["c", 0.2], ["ab", 0.001]])], // biome-ignore format: tokens
    expected: scored(["a", "b", "c"], 0.024),
    why: "Neither the longest token nor the fewest tokens decide: three probable ones may beat one that is rare.",
  },
  {
    args: ["xyz", new Map([["xy", 0.5], ["x", 0.1], ["yz", 0.2]])], // biome-ignore format: tokens
    expected: scored(["x", "yz"], 0.02),
    why: "A good beginning may lead nowhere: after `xy` no token fits, so look at all ways.",
  },
  {
    args: ["maze", new Map([["m", 0.2], ["a", 0.2], ["z", 0.2]])], // biome-ignore format: tokens
    expected: undefined,
    why: "Where no way leads to the end of the word, give `undefined`.",
  },
  {
    args: ["aab", new Map([["a", 0.5], ["b", 0.1], ["ab", 0.2], ["aa", 0.1]])], // biome-ignore format: tokens
    expected: scored(["a", "ab"], 0.1),
    why: "The same token may be used more than once, at each place.",
  },
  {
    args: ["", new Map([["a", 0.5]])],
    expected: { tokens: [], score: 0 },
    why: "An empty word has no tokens, and the score −log 1 = 0.",
  },
  {
    args: ["bbbbbbbbbbbbbbbb", new Map([["b", 1e-40], ["bb", 1e-50], ["bbb", 1e-200]])], // biome-ignore format: tokens
    expected: { tokens: Array<string>(8).fill("bb"), score: 400 * Math.log(10) },
    why: "A product of small numbers, 1e-50 eight times, is soon 0 for a computer. Add logarithms instead.",
  },
];

export const bestCut = defineExercise<Answer>({
  id: "6.7.1",
  title: "The most probable way to cut",
  prompt: `Write \`cut(word, probabilities)\` for Unigram: \`probabilities\` is a \`Map\` of each token and its probability. Of all ways to
cut the word into tokens give the most probable one, as \`{ tokens, score }\`; \`score\` is −log of the product of the tokens'
probabilities (the natural logarithm). Where there is no way, give \`undefined\`. No two ways are equally probable here.

With the frequencies of the five words you can cut *huggun*.

\`\`\`ts
cut("pug", new Map([["p", 0.1], ["u", 0.2], ["g", 0.1], ["ug", 0.1]])); // { tokens: ["p", "ug"], score: 4.605… }: −log 0.01
\`\`\``,
  hints: [
    "The best way to cut the first `end` letters is the best way to cut the first `start` of them, and the token from `start` to `end`.",
    "Keep for each `end` the smallest score and the `start` that it came from; the beginning has the score 0.",
    "At the end go back from `word.length` along the `start`s.",
  ],
  solution: "notebooks/solutions/06/best-cut.ts",
  async check(answer) {
    mustBeFunction(answer, "(word, probabilities) => ({ tokens, score })");
    for (const each of probes) await probe(answer, each);
    const random = uniform(31);
    for (let round = 0; round < 25; round++) {
      const word = Array.from({ length: 8 }, () => "abc"[Math.floor(3 * random())]).join("");
      const parts = new Set([
        "a",
        "b",
        "c",
        ...Array.from({ length: 9 }, () =>
          word.slice(Math.floor(6 * random()), 3 + Math.floor(5 * random())),
        ),
      ]);
      parts.delete("");
      const probabilities = new Map([...parts].map((part) => [part, 0.01 + 0.3 * random()]));
      const why = "Compared with all ways to cut words at random, tried one after the other.";
      await probe(answer, { args: [word, probabilities], expected: allWays(word, probabilities)[0], why });
    }
  },
});

/** All ways, the most probable first. */
function allWays(word: string, probabilities: ReadonlyMap<string, number>): Cut[] {
  if (word === "") return [{ tokens: [], score: 0 }];
  const ways = [...probabilities].flatMap(([token, probability]) =>
    word.startsWith(token)
      ? allWays(word.slice(token.length), probabilities).map(({ tokens, score }) => ({
          tokens: [token, ...tokens],
          score: score - Math.log(probability),
        }))
      : [],
  );
  return ways.sort((a, b) => a.score - b.score);
}
