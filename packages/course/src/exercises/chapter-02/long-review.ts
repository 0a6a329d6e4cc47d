import { isDeepStrictEqual } from "node:util";
import { softmax } from "@llm-course/pipelines";
import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { near, show } from "../show.ts";
import {
  contentOf,
  type Judge,
  type JudgeTokenizer,
  standInJudge,
  standInTokenizer,
} from "./stand-in-judge.ts";

export interface Judgement {
  label: string;
  score: number;
  windows: number;
}
export type LongReview = (
  tokenizer: JudgeTokenizer,
  model: Judge,
  text: string,
  size: number,
) => Promise<Judgement>;

/** Of several windows with a short one behind, of windows that are just full, and of one window. */
const reviews = [
  { text: "w5 w8 w13 w2 w40 w7 w7 w21 w33 w1 w9 w28", size: 7 },
  { text: "w31 w11 w2 w17 w3 w19 w23 w4", size: 6 },
  { text: "w12 w30 w6", size: 512 },
  { text: "w44 w41 w38 w35 w1 w2 w3 w4 w5 w6 w48", size: 12 },
];

export const longReview = defineExercise<LongReview>({
  id: "2.practical",
  title: "A judge of long reviews",
  prompt: `
A model that reads 512 tokens cuts what is longer, and the verdict of a review is often at its end. Write a judge that reads all of
it: a function \`async (tokenizer, model, text, size) => …\` that gives \`{ label, score, windows }\`.

1. Take the ids of \`text\` without special tokens: \`await tokenizer.encode(text, { addSpecialTokens: false })\`.
2. Cut them into windows, one behind the other, each as long as possible: with \`tokenizer.clsTokenId\` in front and
   \`tokenizer.sepTokenId\` behind, a window has at most \`size\` ids.
3. Give \`model\` all windows as **one** batch of lists, \`{ input_ids, attention_mask }\`, shorter ones filled up with
   \`tokenizer.padTokenId\`. It gives \`logits\` [windows, labels].
4. Make probabilities of each window's logits, and of these the mean over the windows, each **weighted by its number of ids without
   special tokens**: half a window counts half.

\`label\` is the likeliest label's name in \`model.config.id2label\`, \`score\` its mean probability, \`windows\` how many windows there were.
Then try it with this chapter's tokenizer and model, and a review that changes its mind.`,
  hints: [
    "A window has room for `size - 2` ids: `for (let start = 0; start < ids.length; start += size - 2)`.",
    "`softmax` of `@llm-course/pipelines` makes probabilities of one row; `logits.tolist()` gives the rows.",
    "The weighted mean of label `k`: the sum over the windows of `probability[k] * parts[i].length`, divided by `ids.length`.",
  ],
  solution: "notebooks/solutions/02/long-review.ts",
  async check(answer) {
    mustBeFunction(answer, "async (tokenizer, model, text, size) => …");
    for (const { text, size } of reviews) {
      const call = `answer(tokenizer, model, ${show(text)}, ${size})`;
      const ids = contentOf(text);
      const parts = Array.from({ length: Math.ceil(ids.length / (size - 2)) }, (_, i) =>
        ids.slice(i * (size - 2), (i + 1) * (size - 2)),
      );
      const { judge, asked } = standInJudge(size);
      const found = await attempt(call, () => answer(standInTokenizer, judge, text, size));
      if (asked.length !== 1)
        throw new WrongAnswer(
          `\`${call}\` asked \`model\` ${asked.length} times; all windows go in one batch.`,
        );
      const windows = asked[0] ?? [];
      if (!isDeepStrictEqual(windows, parts))
        throw new WrongAnswer(
          `The windows of \`${call}\` have \`${show(windows.map(({ length }) => length))}\` ids besides special tokens, expected \`${show(parts.map(({ length }) => length))}\`: all ids of the text once, in order, at most \`size - 2\` in each.`,
        );
      compare(call, found, parts, judge);
    }
  },
});

function compare(
  call: string,
  found: unknown,
  parts: readonly (readonly number[])[],
  { logitsOf, config }: ReturnType<typeof standInJudge>["judge"],
): void {
  const { label, score, windows } = Object(found) as Partial<Judgement>;
  const logits = parts.map(logitsOf);
  const weights = parts.map(({ length }) => length);
  const means = average(
    logits.map((row) => softmax(row)),
    weights,
  );
  const best = means.indexOf(Math.max(...means));
  const expected = { label: config.id2label[best], score: means[best] ?? 0, windows: parts.length };
  if (label === expected.label && windows === expected.windows && near(score, expected.score)) return;
  const beginning = `\`${call}\` gave \`${show(found)}\`, expected \`${show(expected)}\`.`;
  if (windows !== expected.windows)
    throw new WrongAnswer(`${beginning} \`windows\` is how many rows the batch had.`);
  const equal = average(
    logits.map((row) => softmax(row)),
    weights.map(() => 1),
  );
  const ofLogits = softmax(average(logits, weights));
  const tip = near(score, Math.max(...equal))
    ? "Every window counted the same; weigh each by its number of ids."
    : near(score, Math.max(...ofLogits))
      ? "That is the softmax of the mean of the logits. First a softmax for each window, then the mean."
      : label !== expected.label
        ? "Look the name up in `id2label`, under the place of the largest mean."
        : "The score is the mean of that label's probability over the windows, weighted by their ids without special tokens.";
  throw new WrongAnswer(`${beginning} ${tip}`);
}

function average(rows: readonly (readonly number[])[], weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  return (rows[0] ?? []).map(
    (_, k) => rows.reduce((total, row, i) => total + (row[k] ?? 0) * (weights[i] ?? 0), 0) / sum,
  );
}
