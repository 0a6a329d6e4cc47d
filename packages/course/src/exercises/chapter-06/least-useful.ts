import { fromScratch } from "@llm-course/tokenizers";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, type Probe, probe } from "../checking/probe.ts";
import { randomWords } from "../checking/random-words.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";

export interface Useless {
  token: string;
  rise: number;
}

export type Answer = (
  words: Map<string, number>,
  probabilities: Map<string, number>,
) => Awaitable<Useless | undefined>;

const log = Math.log;
const probes: readonly Probe<
  [words: Map<string, number>, probabilities: Map<string, number>],
  Useless | undefined
>[] = [
  {
    args: [new Map([["ab", 3], ["cd", 5]]), new Map([["ab", 0.3], ["cd", 0.1], ["a", 0.2], ["b", 0.2], ["c", 0.1], ["d", 0.1]])], // biome-ignore format: model
    expected: { token: "ab", rise: 3 * log(0.3 / 0.04) },
    why: "Without `ab` each of its 3 words costs log(0.3/0.04) more, without `cd` each of 5 costs log(10) more.",
  },
  {
    args: [new Map([["ab", 2]]), new Map([["ab", 0.5], ["a", 0.01], ["b", 0.3]])], // biome-ignore format: model
    expected: { token: "ab", rise: 2 * log(0.5 / 0.003) },
    why: "Single characters must stay, whatever they are used for: else some word could not be spelled.",
  },
  {
    args: [new Map([["xyx", 4], ["xy", 1]]), new Map([["xy", 0.2], ["yx", 0.1], ["x", 0.3], ["y", 0.2]])], // biome-ignore format: model
    expected: { token: "yx", rise: 0 },
    why: "A token that no best way uses costs nothing: its rise is 0, and it may go.",
  },
  {
    args: [new Map([["ab", 10], ["cd", 1]]), new Map([["ab", 0.05], ["cd", 0.2], ["a", 0.2], ["b", 0.2], ["c", 0.1], ["d", 0.1]])], // biome-ignore format: model
    expected: { token: "ab", rise: 10 * log(0.05 / 0.04) },
    why: "What counts is how much the *loss* rises, not how rare a token is, nor how rare its words are.",
  },
  {
    args: [new Map([["aa", 2], ["bb", 2]]), new Map([["aa", 0.2], ["bb", 0.2], ["a", 0.3], ["b", 0.3]])], // biome-ignore format: model
    expected: { token: "aa", rise: 2 * log(0.2 / 0.09) },
    why: "Of equal ones take the first.",
  },
  {
    args: [new Map([["a", 2]]), new Map([["a", 0.2], ["b", 0.3]])], // biome-ignore format: model
    expected: undefined,
    why: "Where there are only single characters, nothing may go: give `undefined`.",
  },
];

export const leastUseful = defineExercise<Answer>({
  id: "6.7.2",
  title: "The token that matters least",
  prompt: `Unigram drops what hurts least. Write \`leastUseful(words, probabilities)\`: \`words\` is a \`Map\` of each word and how often
it occurs, \`probabilities\` a \`Map\` of each token and its probability. The **loss** is the sum over the words of
frequency · (−log P of the best way to cut it). Give \`{ token, rise }\`: the token without which the loss rises least, and by
how much. The other tokens keep their probabilities. Tokens of a single character always stay, so every word can still be
spelled; with no other tokens give \`undefined\`. Of equal ones take the first. \`cut\` of exercise 6.7.1 is what you need.

\`\`\`ts
const probabilities = new Map([["no", 0.3], ["on", 0.1], ["n", 0.3], ["o", 0.3]]);
leastUseful(new Map([["no", 2], ["noon", 1]]), probabilities); // { token: "on", rise: 0.105… }: log(0.1/0.09)
\`\`\``,
  hints: [
    "A function for the loss of any model first; then the loss without each token, less the loss with all of them.",
    "A copy without one token: `new Map([...probabilities].filter(([other]) => other !== token))`.",
    "`[...token].length > 1` tells which tokens may go.",
  ],
  solution: "notebooks/solutions/06/least-useful.ts",
  async check(answer) {
    mustBeFunction(answer, "(words, probabilities) => ({ token, rise })");
    for (const each of probes) await probe(answer, each);
    for (const seed of [41, 42, 43]) await atRandom(answer, seed);
  },
});

/** Tokens that cost the same but for rounding are equally good here. */
async function atRandom(answer: Answer, seed: number): Promise<void> {
  const words = randomWords(seed, 12, "abc");
  const model = fromScratch.toModel(fromScratch.initialTokenFrequencies(words, 14));
  const rises = fromScratch.computeScores(words, model);
  const least = Math.min(...rises.values());
  const probabilities = new Map([...model].map(([each, cost]) => [each, Math.exp(-cost)]));
  const call = `answer(${show(words)}, ${show(probabilities)})`;
  const given = await attempt(call, () => answer(words, probabilities));
  const [rise, said] = [rises.get(given?.token ?? "") ?? Number.NaN, given?.rise ?? Number.NaN];
  if (!(rise - least < 1e-6 && Math.abs(said - rise) < 1e-6))
    throw new WrongAnswer(
      `Words at random, with their most frequent parts as tokens: \`${call}\` gives ${show(given)}. The loss rises least, by ${least}, without ${show([...rises].find(([, each]) => each === least)?.[0])}.`,
    );
}
