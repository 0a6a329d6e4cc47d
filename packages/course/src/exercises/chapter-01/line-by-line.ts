import type { Text2TextPipeline } from "@llm-course/pipelines";
import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";

/** The pipeline of one pair of languages. */
export type Translator = Text2TextPipeline<"translation_text">;
export type LineByLine = (translate: Translator, text: string) => Promise<string>;

const letters = [
  "Good morning\nSave the file",
  "Dear Ann,\n\nthe menu is new.\n\n\nYours, Bob",
  "One line alone",
  "A list:\n\nfirst\nfirst\n",
];

export const lineByLine = defineExercise<LineByLine>({
  id: "1.3.6",
  title: "A letter in another language",
  prompt: `
There is a translator for each pair of languages: \`opus-mt-en-fr\`, \`opus-mt-en-de\`, \`opus-mt-fr-en\`. They were trained on single
sentences, and what they write has no line breaks. Write a function \`async (translate, text) => …\` that translates a letter with
any of them, line by line.

\`translate\` is a pipeline for translation, \`text\` a letter whose lines are ended by \`\\n\`. It gives the letter in the other language
as one string with the same lines: each line translated by itself, empty lines (which no translator takes) left empty.

With the profile \`hub\`, try other pairs; which of the languages you can read does it well?`,
  hints: [
    'The lines are `text.split("\\n")`; afterwards `join("\\n")`.',
    "An empty text is an error for `translate`, so an empty line must not reach it.",
    "`translate(line)` gives a list with one entry, its text is `translation_text`. In a loop with `await`, or `Promise.all`, the order stays.",
  ],
  solution: "notebooks/solutions/01/line-by-line.ts",
  async check(answer) {
    mustBeFunction(answer, "async (translate, text) => …");
    for (const text of letters) {
      const call = `answer(translate, ${JSON.stringify(text)})`;
      const given: unknown = await attempt(call, () => answer(standIn(), text));
      if (typeof given !== "string")
        throw new WrongAnswer(`\`${call}\` should give one string; it gave \`${show(given)}\`.`);
      const lines = text.split("\n");
      const [found, expected] = [given.split("\n"), lines.map(foreign)];
      if (given === expected.join("\n")) continue;
      if (found.length !== lines.length)
        throw new WrongAnswer(
          `\`${call}\` gave a letter of ${found.length} lines, it has ${lines.length}: ${JSON.stringify(given)}. Empty lines count, and one at the end as well.`,
        );
      const i = expected.findIndex((line, place) => line !== found[place]);
      throw new WrongAnswer(
        `Line ${i + 1} of \`${call}\` should be what \`translate\` makes of ${JSON.stringify(lines[i])}, which is ${JSON.stringify(expected[i])}; it is ${JSON.stringify(found[i])}.`,
      );
    }
  },
});

/** A language in which words are written backwards; line breaks are lost, as with models. */
const foreign = (text: string): string =>
  text
    .split(/\s+/)
    .map((word) => [...word].reverse().join(""))
    .join(" ");

function standIn(): Translator {
  const translate = async (texts: string | string[]) => {
    const all = typeof texts === "string" ? [texts] : texts;
    for (const text of all)
      if (typeof text !== "string" || text.trim() === "")
        throw new TypeError(`a text that is not empty expected: ${show(text)}`);
    // Long before others: who collects answers as they come mixes them up.
    await new Promise((done) => setTimeout(done, Math.max(0, 12 - (all[0]?.length ?? 0))));
    return all.map((text) => ({ translation_text: foreign(text.trim()) }));
  };
  return translate as never;
}
