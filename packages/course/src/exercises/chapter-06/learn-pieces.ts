import { fromScratch } from "@llm-course/tokenizers";
import { mustBeFunction } from "../attempt.ts";
import { type Awaitable, type Probe, probe } from "../checking/probe.ts";
import { randomWords } from "../checking/random-words.ts";
import { defineExercise } from "../define-exercise.ts";

export type Answer = (words: Map<string, number>, count: number) => Awaitable<string[]>;

const probes: readonly Probe<[words: Map<string, number>, count: number], string[]>[] = [
  {
    args: [new Map([["so", 4]]), 1],
    expected: ["so"],
    why: "A token inside of a word carries `##`, and loses it where it is joined to what stands before it.",
  },
  {
    args: [new Map([["ison", 2]]), 3],
    expected: ["is", "iso", "ison"],
    why: "`##` is lost in a later join as well: `is` and `##o` are `iso`.",
  },
  {
    args: [new Map([["cat", 9], ["cot", 9], ["dim", 1]]), 1], // biome-ignore format: words
    expected: ["di"],
    why: "The best pair is the one of the highest score, freq(ab) / (freq(a) · freq(b)), not the most frequent one.",
  },
  {
    args: [new Map([["fg", 9], ["cd", 1], ["cde", 1]]), 1], // biome-ignore format: words
    expected: ["cd"],
    why: "All frequencies count a word as often as it occurs: here `f ##g` has 9/(9 · 9), and `c ##d` 2/(2 · 2).",
  },
  {
    args: [new Map([["ga", 6], ["go", 1], ["xa", 3]]), 1], // biome-ignore format: words
    expected: ["go"],
    why: "The frequencies of *both* parts divide: here `g ##a` has 6/(7 · 9), `g ##o` 1/(7 · 1), `x ##a` 3/(3 · 9).",
  },
  {
    args: [new Map([["bc", 4], ["b", 20], ["de", 8]]), 1], // biome-ignore format: words
    expected: ["de"],
    why: "freq(a) counts every place of a token, also where it is a word by itself.",
  },
  {
    args: [new Map([["ob", 9], ["bc", 3], ["de", 4]]), 1], // biome-ignore format: words
    expected: ["bc"],
    why: "`b` and `##b` are two tokens, each with a frequency of its own.",
  },
  {
    args: [new Map([["mo", 2], ["ru", 2]]), 2], // biome-ignore format: words
    expected: ["mo", "ru"],
    why: "Of pairs with the same score the one that is met first is joined.",
  },
  {
    args: [new Map([["hi", 3], ["a", 5]]), 4], // biome-ignore format: words
    expected: ["hi"],
    why: "When every word is one token there is nothing more to join: give fewer.",
  },
];

export const learnPieces = defineExercise<Answer>({
  id: "6.6.1",
  title: "Learn word pieces",
  prompt: `Write the training of WordPiece as this section has it, \`learnPieces(words, count)\`: \`words\` is a \`Map\` of each word and
how often it occurs; the answer is the list of the first \`count\` tokens that are made by joining, in their order. A word
starts as its characters, all but the first with \`##\`. In each step the pair of the highest score is joined everywhere,

score(a, b) = freq(ab) / (freq(a) · freq(b)),

and of equal scores the pair that is met first, going through the words in their order and each from left to right. If
nothing is left to join, give fewer.

With it you can say which two tokens come after *hugs* in the corpus of five words.

\`\`\`ts
learnPieces(new Map([["pin", 3], ["pit", 1], ["sun", 2]]), 2);
// ["su", "pi"]: s ##u has 2/(2 · 2), and p ##i 4/(4 · 4), as ##i ##t, which comes later
\`\`\``,
  hints: [
    "`splitWithPrefix` and `joinWithPrefix` of `fromScratch` are `word` → `w ##o ##r ##d` and back; they are short to write as well.",
    "Count tokens and pairs in one pass over the words, both with the word's own frequency.",
    "Take a pair only if its score is *higher* than the best so far; so the first of equal ones wins.",
  ],
  solution: "notebooks/solutions/06/learn-pieces.ts",
  async check(answer) {
    mustBeFunction(answer, '(words, count) => ["hu", "##gs", …]');
    for (const each of probes) await probe(answer, each);
    for (const seed of [11, 12, 13]) {
      const words = randomWords(seed, 25, "abcdefg");
      const alphabet = new Set([...words.keys()].flatMap(fromScratch.splitWithPrefix)).size;
      const expected = fromScratch.trainWordPiece(words, { vocabSize: alphabet + 25 }).slice(alphabet);
      await probe(answer, { args: [words, 25], expected, why: "Words at random, twenty-five joins." });
    }
  },
});
