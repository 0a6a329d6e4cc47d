import type { TextGenerationPipeline } from "@llm-course/pipelines";
import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";
import { standInWriter, type Written } from "./stand-in-writer.ts";

export type FifteenWords = (write: TextGenerationPipeline, prompt: string, seed: number) => Promise<string[]>;

const wordsOf = (text: string): string[] => text.trim().split(/\s+/);

/** Without a shortest length the writer ends some of these before the fifteenth word. */
const calls = [
  { prompt: "In this course we teach you how to", seed: 1 },
  { prompt: "The ship", seed: 2 },
  { prompt: "Once more the unimaginable", seed: 3 },
  { prompt: "The ship", seed: 4 },
] as const;

export const fifteenWords = defineExercise<FifteenWords>({
  id: "1.3.2",
  title: "Two texts of fifteen words",
  prompt: `
Write a function \`async (write, prompt, seed) => …\` that gives a list of two texts. \`write\` is the pipeline for text generation
of this section. Both texts begin with \`prompt\`, have exactly 15 words with it, and are not the same; words are what stands
between spaces, and none is cut off in the middle. The same \`seed\` gives the same two texts again, another seed others.

Mind that models count in tokens, that a word may have several of them, and that a model may end before you would.`,
  hints: [
    "Two versions come from `numReturnSequences: 2`, and they differ only if tokens are drawn by chance: `doSample: true`.",
    "No number of tokens makes 15 words. Let the model write more than enough, then take the first 15 words.",
    'More than enough is sure with `minNewTokens: 60, maxNewTokens: 80`. Then `text.split(/\\s+/).slice(0, 15).join(" ")`.',
  ],
  solution: "notebooks/solutions/01/fifteen-words.ts",
  async check(answer) {
    mustBeFunction(answer, "async (write, prompt, seed) => …");
    const all: string[] = [];
    for (const { prompt, seed } of calls) {
      const call = `answer(write, ${show(prompt)}, ${seed})`;
      const { write, written } = standInWriter();
      const texts = await attempt(call, () => answer(write, prompt, seed));
      compare(call, texts, prompt, written);
      const again = await attempt(call, () => answer(write, prompt, seed));
      if (texts.some((text, i) => text !== again[i]))
        throw new WrongAnswer(
          `\`${call}\` gave other texts the second time. Pass the \`seed\` on to \`write\`.`,
        );
      all.push(...texts.map((text) => wordsOf(text).slice(wordsOf(prompt).length).join(" ")));
    }
    if (new Set(all).size < all.length)
      throw new WrongAnswer(
        "Different seeds gave the same text. The `seed` that `write` gets is the one your function is given.",
      );
  },
});

function compare(call: string, texts: unknown, prompt: string, written: readonly Written[]): void {
  if (!Array.isArray(texts) || texts.length !== 2 || !texts.every((text) => typeof text === "string"))
    throw new WrongAnswer(`\`${call}\` should give a list of two strings; it gave \`${show(texts)}\`.`);
  for (const text of texts as string[]) {
    if (!text.startsWith(prompt))
      throw new WrongAnswer(`A text of \`${call}\` does not begin with the prompt: ${show(text)}.`);
    const words = wordsOf(text);
    if (words.length !== 15)
      throw new WrongAnswer(
        `A text of \`${call}\` has ${words.length} words instead of 15: ${show(text)}. Words are not tokens, and the model may end early.`,
      );
    const source = written.find(({ whole }) => words.slice(0, 14).every((word, i) => word === whole[i]));
    if (!source)
      throw new WrongAnswer(`\`write\` never wrote ${show(text)}. Take the words as they come from it.`);
    if (words[14] !== source.whole[14])
      throw new WrongAnswer(
        `The last word of ${show(text)} is cut off: it goes on as ${show(source.whole[14])}. Let the model write more than you need, and cut between words.`,
      );
  }
  if (texts[0] === texts[1])
    throw new WrongAnswer(
      `Both texts of \`${call}\` are the same. One call with \`numReturnSequences: 2\` draws two.`,
    );
}
