import { isDeepStrictEqual } from "node:util";
import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { models } from "../models.ts";
import { show } from "../show.ts";

/** What of a tokenizer the answer may use. */
export interface TokenizerSteps {
  tokenize(text: string): Promise<string[]>;
  convertTokensToIds(tokens: string[]): number[];
  readonly clsTokenId: number;
  readonly sepTokenId: number;
}
export type IdsByHand = (tokenizer: TokenizerSteps, texts: string[]) => Promise<number[][]>;

const texts = [
  "I wish my morning train were half as pleasant as this film.",
  "What a waste!",
  "Kraków, naïvely",
];

export const idsByHand = defineExercise<IdsByHand>({
  id: "2.4.1",
  title: "From text to ids in two steps",
  prompt: `
\`tokenizer(texts).input_ids\` does two things that can be had one by one. Do them: a function \`async (tokenizer, texts) => …\` that
gives a list of ids for each text, the same ids as \`(await tokenizer(texts)).input_ids\`.

The \`tokenizer\` that it gets has only \`await tokenizer.tokenize(text)\`, \`tokenizer.convertTokensToIds(tokens)\`,
\`tokenizer.clsTokenId\` and \`tokenizer.sepTokenId\`, and may be any model's: its vocabulary and its special tokens are others than BERT's.
No padding.`,
  hints: [
    "Cut, then look up: `convertTokensToIds(await tokenizer.tokenize(text))`.",
    "Compare with what the tokenizer itself gives: there is one id in front and one behind.",
    "`[tokenizer.clsTokenId, ...ids, tokenizer.sepTokenId]`, for each text by itself.",
  ],
  solution: "notebooks/solutions/02/ids-by-hand.ts",
  async check(answer) {
    mustBeFunction(answer, "async (tokenizer, texts) => …");
    const bert = await models.tokenizer();
    const steps: TokenizerSteps = {
      tokenize: (text) => bert.tokenize(text),
      convertTokensToIds: (tokens) => bert.convertTokensToIds(tokens),
      ...{ clsTokenId: Number(bert.clsTokenId), sepTokenId: Number(bert.sepTokenId) },
    };
    await compare(answer, "BERT's", steps, texts, (await bert([...texts])).input_ids);
    await compare(
      answer,
      "another model's",
      letters,
      ["ab c", "", "cab b"],
      [
        [7, 10, 12, 3],
        [7, 3],
        [7, 12, 10, 11, 3],
      ],
    );
  },
});

/** Cuts into words and letters, with other special tokens. */
const vocabulary = ["<pad>", "<unk>", "<mask>", "</s>", "", "", "", "<s>", "", "", "ab", "b", "c"];
const letters: TokenizerSteps = {
  tokenize: async (text) => text.match(/ab|[a-z]/g) ?? [],
  convertTokensToIds: (tokens) =>
    tokens.map((token) => (token === "" ? 1 : Math.max(1, vocabulary.indexOf(token)))),
  ...{ clsTokenId: 7, sepTokenId: 3 },
};

async function compare(
  answer: IdsByHand,
  whose: string,
  steps: TokenizerSteps,
  given: readonly string[],
  expected: readonly number[][],
): Promise<void> {
  const call = `answer(tokenizer, ${show(given)})`;
  const found: unknown = await attempt(`${call}\` with \`${whose} tokenizer`, () =>
    answer(Object.freeze({ ...steps }), [...given]),
  );
  if (!Array.isArray(found) || found.length !== given.length || !found.every(Array.isArray))
    throw new WrongAnswer(
      `\`${call}\` should give a list of ids for each of the ${given.length} texts; it gave \`${show(found)}\`.`,
    );
  for (const [i, ids] of expected.entries()) {
    const row: unknown[] = found[i] ?? [];
    if (isDeepStrictEqual(row, ids)) continue;
    const beginning = `With ${whose} tokenizer the ids of ${show(given[i])} should be \`${show(ids)}\`, they are \`${show(row)}\`.`;
    if (row.some((id) => typeof id !== "number"))
      throw new WrongAnswer(`${beginning} All of them are numbers.`);
    const inner = ids.slice(1, -1);
    if (
      isDeepStrictEqual(
        row.filter((id) => id !== steps.clsTokenId && id !== steps.sepTokenId),
        inner,
      )
    )
      throw new WrongAnswer(
        `${beginning} The special tokens: \`clsTokenId\` once in front, \`sepTokenId\` once behind.`,
      );
    if (isDeepStrictEqual(row.slice(1, -1), inner))
      throw new WrongAnswer(
        `${beginning} The special tokens are other ids here. Ask the tokenizer, \`clsTokenId\` and \`sepTokenId\`.`,
      );
    throw new WrongAnswer(
      `${beginning} The tokens are those of \`tokenizer.tokenize(text)\`, all of them, as they are.`,
    );
  }
}
