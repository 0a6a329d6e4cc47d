import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { models } from "../models.ts";
import { remembered } from "../shared.ts";
import { show } from "../show.ts";

export type AnotherLanguage = (start: string) => Promise<string>;

const starts = [
  "export function isEmpty(",
  "import { readFile } from",
  "const numbers = [1, 2",
  "  return this.",
];

export const anotherLanguage = defineExercise<AnotherLanguage>({
  id: "1.3.3",
  title: "A generator for another language",
  prompt: `
On the Hub one filters models by language. Ours for text generation writes English; \`huggingface-course/codeparrot-ds\` is for
programs (its stand-in here writes TypeScript).

Write a function \`async (start) => …\` that goes on with the program text \`start\` by that model: greedily, so that there is no
chance in it, with at most 12 new tokens. It gives the **new** text alone, as one string, exactly as the model wrote it.

Load the pipeline once, outside the function. Then give it English, and give the English model a program: what does each make of
the other's language?`,
  hints: [
    'The model is the second argument: `await pipeline("text-generation", "huggingface-course/codeparrot-ds")`.',
    "Greedy is the default: no `doSample`. The length is `maxNewTokens: 12`.",
    "`returnFullText: false` leaves the prompt out. The text is the `generated_text` of the first of the answers; spaces and line breaks in it count.",
  ],
  solution: "notebooks/solutions/01/another-language.ts",
  async check(answer) {
    mustBeFunction(answer, "async (start) => …");
    for (const start of starts) {
      const call = `answer(${show(start)})`;
      const given: unknown = await attempt(call, () => answer(start));
      if (typeof given !== "string")
        throw new WrongAnswer(
          `\`${call}\` should give a string; it gave \`${show(given)}\`. Which property of which entry is the text?`,
        );
      const expected = await newText(start);
      if (given === expected) continue;
      const beginning = `\`${call}\` gave ${show(given)}, expected ${show(expected)}.`;
      if (given === start + expected)
        throw new WrongAnswer(`${beginning} Leave the start out: the new text alone is asked for.`);
      if (given.trim() === expected.trim())
        throw new WrongAnswer(
          `${beginning} Spaces and line breaks at the ends are part of what the model wrote.`,
        );
      const [shorter, longer] = [expected.startsWith(given), given.startsWith(expected)];
      if (shorter || longer)
        throw new WrongAnswer(
          `${beginning} That is too ${shorter ? "short" : "long"}; \`maxNewTokens: 12\` counts the new tokens.`,
        );
      throw new WrongAnswer(
        `${beginning} Is it the model for programs, without \`doSample\` and with the options as they are?`,
      );
    }
  },
});

const newText = remembered(async (start: string) => {
  const [made] = await (await models.writeCode())(start, { maxNewTokens: 12, returnFullText: false });
  return made?.generated_text ?? "";
});
