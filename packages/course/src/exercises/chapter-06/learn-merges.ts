import { mustBeFunction } from "../attempt.ts";
import { type Awaitable, type Probe, probe } from "../checking/probe.ts";
import { randomWords } from "../checking/random-words.ts";
import { defineExercise } from "../define-exercise.ts";

export type Pair = [first: string, second: string];

export type Answer = (words: Map<string, number>, count: number) => Awaitable<Pair[]>;

const probes: readonly Probe<[words: Map<string, number>, count: number], Pair[]>[] = [
  {
    args: [new Map([["ab", 2], ["cab", 3], ["ce", 4]]), 1], // biome-ignore format: words
    expected: [["a", "b"]],
    why: "A pair counts as often as its words occur: `a b` is in words that occur 2 and 3 times, `c e` in one that occurs 4 times.",
  },
  {
    args: [new Map([["abc", 5], ["bc", 4], ["ab", 3]]), 2], // biome-ignore format: words
    expected: [["b", "c"], ["a", "bc"]], // biome-ignore format: pairs
    why: "After a pair is joined everything is counted anew: a letter that is in the joined token is no longer alone.",
  },
  {
    args: [new Map([["aaab", 4], ["ab", 3]]), 3], // biome-ignore format: words
    expected: [["a", "a"], ["a", "b"], ["aa", "ab"]], // biome-ignore format: pairs
    why: "Pairs are joined from left to right, and a letter is used once: `a a a b` becomes `aa a b`.",
  },
  {
    args: [new Map([["xy", 3], ["zw", 3]]), 2], // biome-ignore format: words
    expected: [["x", "y"], ["z", "w"]], // biome-ignore format: pairs
    why: "Of equally frequent pairs the one that is met first is joined.",
  },
  {
    args: [new Map([["go", 2], ["a", 9]]), 5], // biome-ignore format: words
    expected: [["g", "o"]],
    why: "When every word is one token there is nothing more to join: give fewer pairs.",
  },
  {
    args: [new Map([["😀!", 2], ["😀?", 1]]), 1], // biome-ignore format: words
    expected: [["😀", "!"]],
    why: '`[...word]` gives characters; `word.split("")` cuts an emoji in two.',
  },
  { args: [new Map([["ab", 1]]), 0], expected: [], why: "No merges were asked for." },
];

export const learnMerges = defineExercise<Answer>({
  id: "6.5.1",
  title: "Learn to merge",
  prompt: `Write the training of byte-pair encoding, \`learnMerges(words, count)\`: \`words\` is a \`Map\` of each word and how often it
occurs; the answer is the list of the first \`count\` pairs that are joined, in their order. Words start as single characters;
the most frequent pair of neighbours is joined everywhere, and of equally frequent ones the one that is met first, going
through the words in their order and each from left to right. If there is nothing left to join, give fewer.

With it you can say which merges come fourth and fifth in the corpus of five words.

\`\`\`ts
learnMerges(new Map([["low", 5], ["lower", 2]]), 2); // [["l", "o"], ["lo", "w"]]
\`\`\``,
  hints: [
    "Keep the tokens of each word in a `Map`, and count pairs with the word's own frequency.",
    "A `Map` remembers the order in which its keys were first set. Take a pair only if it is *more* frequent than the best so far, and the first one wins.",
    "To join: go through the tokens; where one and the next are the pair, put the joined token and skip two places.",
  ],
  solution: "notebooks/solutions/06/learn-merges.ts",
  async check(answer) {
    mustBeFunction(answer, '(words, count) => [["l", "o"], …]');
    for (const each of probes) await probe(answer, each);
    for (const seed of [1, 2, 3]) {
      const words = randomWords(seed, 25);
      const why = "Words at random are compared with a plain count of all pairs in each round.";
      await probe(answer, { args: [words, 30], expected: plainly(words, 30), why });
    }
  },
});

/** Words as texts with a space between tokens, and regular expressions for all the rest. */
function plainly(words: ReadonlyMap<string, number>, count: number): Pair[] {
  let splits = [...words].map(
    ([word, frequency]) => [` ${[...word].join(" ")} ` as string, frequency] as const,
  );
  const merges: Pair[] = [];
  while (merges.length < count) {
    const found = splits.flatMap(([tokens, frequency]) => {
      const all = tokens.trim().split(" ");
      return all.slice(1).map((second, i) => [`${all[i]} ${second}`, frequency] as const);
    });
    const totals = Map.groupBy(found, ([pair]) => pair);
    const counts = [...totals].map(
      ([pair, each]) => [pair, each.reduce((sum, [, n]) => sum + n, 0)] as const,
    );
    if (counts.length === 0) break;
    const [best] = counts.reduce((a, b) => (b[1] > a[1] ? b : a));
    merges.push(best.split(" ") as Pair);
    const joined = best.replace(" ", "");
    const pattern = new RegExp(`(?<= )${best.replace(/[^\w ]/g, "\\$&")}(?= )`, "g");
    splits = splits.map(([tokens, frequency]) => [tokens.replace(pattern, joined), frequency] as const);
  }
  return merges;
}
