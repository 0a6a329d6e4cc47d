import { isDeepStrictEqual } from "node:util";
import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { models } from "../models.ts";
import { remembered } from "../shared.ts";
import { show } from "../show.ts";

export type PartsOfSpeech = (sentence: string, kind: string) => Promise<string[]>;

const questions = [
  { sentence: "The car park closes early tonight.", kind: "NOUN" },
  { sentence: "The grumpiest yachtsman kept his old red yacht near an overgrown riverbank.", kind: "NOUN" },
  { sentence: "The dog saw the cat and the mouse.", kind: "NOUN" },
  { sentence: "The dog saw the cat and the mouse.", kind: "DET" },
  { sentence: "The bespectacled zookeeper unhurriedly unwrapped his lukewarm crumpets.", kind: "ADJ" },
  { sentence: "She sang.", kind: "NUM" },
];

export const partsOfSpeech = defineExercise<PartsOfSpeech>({
  id: "1.3.5",
  title: "Words of one kind",
  prompt: `
A model for *part-of-speech tagging* says for each word what kind of word it is: NOUN, VERB, ADJ, DET, NUM and so on. On the Hub it is
\`vblagoje/bert-english-uncased-finetuned-pos\`, and its task is token classification, as with names.

Write a function \`async (sentence, kind) => …\` that gives all words of that kind, as a list of strings: whole words, one by one,
written as in \`sentence\`, in its order, and as often as they are there.

Load the pipeline once, outside the function. What does it make of "They can book a can of books."?`,
  hints: [
    'Tokens may be pieces of words. `aggregationStrategy` puts them together; what the first piece says counts with `"first"`.',
    "Neighbours of one kind then become one group: *car park* is one NOUN of two words. Cut each group at its spaces.",
    '`(await tag(sentence, { aggregationStrategy: "first" })).filter(({ entity_group }) => entity_group === kind)`, and of each the `word`.',
  ],
  solution: "notebooks/solutions/01/parts-of-speech.ts",
  async check(answer) {
    mustBeFunction(answer, "async (sentence, kind) => …");
    for (const { sentence, kind } of questions) {
      const call = `answer(${show(sentence)}, ${show(kind)})`;
      const found: unknown = await attempt(call, () => answer(sentence, kind));
      const groups = await groupsOf(sentence);
      const expected = groups
        .filter(({ entity_group }) => entity_group === kind)
        .flatMap(({ word }) => word.split(" "));
      if (isDeepStrictEqual(found, expected)) continue;
      throw new WrongAnswer(
        `\`${call}\` gave \`${show(found)}\`, expected \`${show(expected)}\`. ${reason(found, expected, sentence)}`,
      );
    }
  },
});

const groupsOf = remembered(async (sentence: string) =>
  (await models.tagWords())(sentence, { aggregationStrategy: "first" }),
);

function reason(found: unknown, expected: readonly string[], sentence: string): string {
  if (!Array.isArray(found) || !found.every((word) => typeof word === "string"))
    return "A list of strings is asked for, and nothing else.";
  const words: string[] = found;
  const lower = expected.map((word) => word.toLowerCase());
  if (words.some((word) => word.includes(" ")))
    return "Neighbours of one kind are one group; cut it into its words.";
  if (
    isDeepStrictEqual(words, [...new Set(expected)]) ||
    isDeepStrictEqual(
      words,
      lower.filter((word, i) => lower.indexOf(word) === i),
    )
  )
    return "A word that is there twice is asked for twice.";
  if (isDeepStrictEqual(words.toSorted(), expected.toSorted())) return "Keep the order of the sentence.";
  if (
    isDeepStrictEqual(
      words.map((word) => word.toLowerCase()),
      lower,
    )
  )
    return "Write the words as the sentence does, capitals too.";
  const whole = new Set(sentence.match(/[\p{L}\p{N}]+/gu));
  if (words.some((word) => !whole.has(word)))
    return 'Some of these are pieces of words; `aggregationStrategy: "first"` puts them together.';
  return "Are these the words of that kind, and all of them?";
}
