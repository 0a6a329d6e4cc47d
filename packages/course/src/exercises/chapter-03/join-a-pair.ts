import { isDeepStrictEqual } from "node:util";
import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { models } from "../models.ts";
import { show } from "../show.ts";

export interface EncodedText {
  input_ids: number[];
  token_type_ids: number[];
  attention_mask: number[];
}
export type JoinAPair = (first: EncodedText, second: EncodedText) => EncodedText | Promise<EncodedText>;

/** Of different lengths, one of them with nothing in it. */
const pairs = [
  ["The company bought the old mill.", "The old mill was sold to the company last week."],
  ["Why?", "Because."],
  ["An unputdownable paperback", ""],
  ["", "Nothing comes before this."],
] as const;

export const joinAPair = defineExercise<JoinAPair>({
  id: "3.2.2",
  title: "One pair is not two texts",
  prompt: `
Tokenize the two sentences of a pair by themselves, and then as a pair. What is the difference? Show that you know: write a function
\`(first, second) => …\` that makes the pair of the two.

\`first\` and \`second\` are what BERT's tokenizer gives for each sentence by itself: \`{ input_ids, token_type_ids, attention_mask }\`,
lists of numbers, special tokens included. The result has the same three lists, and is what \`tokenizer(sentence1, sentence2)\`
would give.`,
  hints: [
    "By itself a sentence has `[CLS]` in front and `[SEP]` behind. A pair is `[CLS] first [SEP] second [SEP]`: which of the six ids goes?",
    "So the ids are `[...first.input_ids, ...second.input_ids.slice(1)]`.",
    "The types say which text a token belongs to: 0 for all of the first, its `[SEP]` included, then 1 to the end.",
  ],
  solution: "notebooks/solutions/03/join-a-pair.ts",
  async check(answer) {
    mustBeFunction(answer, "(first, second) => …");
    const tokenizer = await models.tokenizer();
    const plain = ({
      input_ids,
      token_type_ids = [],
      attention_mask = [],
    }: Partial<EncodedText> & { input_ids: number[] }) => ({
      ...{ input_ids, token_type_ids, attention_mask },
    });
    for (const [first, second] of pairs) {
      const call = `answer(…)\` for the pair \`${show([first, second])}`;
      const given = [plain(await tokenizer(first)), plain(await tokenizer(second))] as const;
      const untouched = structuredClone(given);
      const found = await attempt(call, () => answer(...given));
      if (!isDeepStrictEqual(given, untouched))
        throw new WrongAnswer("The function changed what it was given. Make new lists.");
      const expected = plain(await tokenizer(first, second));
      const words = (ids: readonly number[]) => show(tokenizer.convertIdsToTokens([...ids]).join(" "));
      if (!isNumbers(found?.input_ids))
        throw new WrongAnswer(
          `\`${call}\` should give \`input_ids\`, a list of numbers; it gave \`${show(found)}\`.`,
        );
      if (!isDeepStrictEqual(found.input_ids, expected.input_ids))
        throw new WrongAnswer(
          `\`${call}\` has the tokens ${words(found.input_ids)}, expected ${words(expected.input_ids)}.`,
        );
      for (const name of ["token_type_ids", "attention_mask"] as const) {
        if (isDeepStrictEqual(found[name], expected[name])) continue;
        const meaning =
          name === "token_type_ids"
            ? "0 for the first text with its marks, 1 for the second with the last `[SEP]`"
            : "a 1 for each token, since nothing is filled up";
        throw new WrongAnswer(
          `\`${name}\` of \`${call}\` is \`${show(found[name])}\`, expected \`${show(expected[name])}\`: ${meaning}.`,
        );
      }
    }
  },
});

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((id) => Number.isInteger(id) && id >= 0);
