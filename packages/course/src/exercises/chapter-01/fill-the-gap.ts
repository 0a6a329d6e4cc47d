import { isDeepStrictEqual } from "node:util";
import type { FillMaskPipeline } from "@llm-course/pipelines";
import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";

export type FillTheGap = (fill: FillMaskPipeline, sentence: string, count: number) => Promise<string[]>;

// Some words begin with a space, as byte-level tokenizers have it, and one is a capital's.
const words = [
  " mathematical",
  " Computational",
  "deep",
  " statistical",
  "##s",
  " the",
  " new",
  " large",
] as const;

const calls = [
  { mask: "<mask>", sentence: "This course will teach you all about ___ models.", count: 2 },
  { mask: "[MASK]", sentence: "___ is the capital of France.", count: 7 },
  { mask: "<extra_id_0>", sentence: "She said that it was ___", count: 1 },
] as const;

export const fillTheGap = defineExercise<FillTheGap>({
  id: "1.3.4",
  title: "Whatever the mask is called",
  prompt: `
On the Hub, \`bert-base-cased\` writes its gap otherwise than the model of this section. Write a function
\`async (fill, sentence, count) => …\` that works with either.

\`fill\` is any pipeline for fill-mask, \`sentence\` has one gap, written \`___\` (three underscores), and \`count\` is how many words are
wanted. It gives the \`count\` likeliest words for the gap, the best first, as strings without spaces around them.`,
  hints: [
    "A pipeline's tokenizer knows how its model writes a gap: `fill.tokenizer.maskToken`.",
    'Put it in with `sentence.replace("___", …)`, and ask for as many words as are wanted: `{ topK: count }`. Without it there are five.',
    "The word is `token_str`. Some tokenizers have the space before a word in it: `trim()`.",
  ],
  solution: "notebooks/solutions/01/fill-the-gap.ts",
  async check(answer) {
    mustBeFunction(answer, "async (fill, sentence, count) => …");
    for (const { mask, sentence, count } of calls) {
      const call = `answer(fill, ${show(sentence)}, ${count})`;
      const found: unknown = await attempt(`${call}\`, with a model that writes its gap \`${mask}`, () =>
        answer(standIn(mask, sentence), sentence, count),
      );
      const expected = words.slice(0, count).map((word) => word.trim());
      if (isDeepStrictEqual(found, expected)) continue;
      const beginning = `\`${call}\` gave \`${show(found)}\`, expected \`${show(expected)}\`.`;
      if (!Array.isArray(found) || !found.every((word) => typeof word === "string"))
        throw new WrongAnswer(`${beginning} A list of strings is asked for; the word is \`token_str\`.`);
      if (found.length !== count)
        throw new WrongAnswer(`${beginning} It should have ${count} words; \`topK\` says how many.`);
      const trimmed = found.map((word: string) => word.trim());
      if (isDeepStrictEqual(trimmed, expected))
        throw new WrongAnswer(`${beginning} Take the spaces around the words away.`);
      throw new WrongAnswer(`${beginning} Give the words as the pipeline has them, the likeliest first.`);
    }
  },
});

/** Answers as the pipeline does, for a model whose gap is written `mask`. */
function standIn(maskToken: string, sentence: string): FillMaskPipeline {
  const fill = async (texts: string | string[], { topK = 5, ...others }: { topK?: number } = {}) => {
    const unknown = Object.keys(others);
    if (unknown.length > 0) throw new TypeError(`unknown option; expected topK: ${unknown.join(", ")}`);
    const one = (text: string) => {
      const gaps = text.split(maskToken).length - 1;
      if (gaps !== 1)
        throw new TypeError(
          `the mask ${maskToken} is expected once in the text, it is there ${gaps} times: ${show(text)}`,
        );
      const [before, behind] = sentence.split("___");
      if (text !== `${before}${maskToken}${behind}`)
        throw new WrongAnswer(
          `\`fill\` was asked about ${show(text)}. Only the gap of ${show(sentence)} should be replaced.`,
        );
      return words.slice(0, topK).map((word, i) => ({
        ...{ score: 0.3 / (i + 1), token: 100 + i, token_str: word },
        sequence: text.replace(maskToken, word.trim()),
      }));
    };
    return Array.isArray(texts) ? texts.map(one) : one(texts);
  };
  return Object.assign(fill, { tokenizer: { maskToken } }) as never;
}
