import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { near, show } from "../show.ts";

type Labels = Record<number, string>;
export type ScoresOfABatch = (logits: number[][], id2label: Labels) => { label: string; score: number }[];

const shown = "(logits, id2label) => [{ label, score }, …]";
const feelings: Labels = { 0: "NEGATIVE", 1: "POSITIVE" };
const inferences: Labels = { 0: "contradiction", 1: "entailment", 2: "neutral" };

/** One text, texts that are alike and unlike, more labels than texts and fewer. */
const batches: readonly { logits: number[][]; id2label: Labels }[] = [
  { logits: [[-1.5, 1.25]], id2label: feelings },
  { logits: [[3, -2.5], [0.5, 0.25], [-4, -3]], id2label: feelings }, // biome-ignore format: a row each
  { logits: [[0.25, 2, -1], [-0.5, -0.75, -0.25]], id2label: inferences }, // biome-ignore format: a row each
  { logits: [[6, 1], [5, 4.5], [7, 6], [-1, -3]], id2label: feelings }, // biome-ignore format: a row each
];

export const scoresOfABatch = defineExercise<ScoresOfABatch>({
  id: "2.bug",
  title: "Find the bug: scores of a batch",
  prompt: `
This should turn the logits of a batch into answers: for each text the likeliest label, with its probability.

\`\`\`ts
function answersOf(logits: number[][], id2label: Record<number, string>) {
  const sums = logits[0].map((_, j) => logits.reduce((sum, row) => sum + Math.exp(row[j]), 0));
  return logits.map((row) => {
    const probabilities = row.map((logit, j) => Math.exp(logit) / sums[j]);
    const best = probabilities.indexOf(Math.max(...probabilities));
    return { label: id2label[best], score: probabilities[best] };
  });
}
\`\`\`

The cell above shows what goes wrong. Mend it; the answer is the function. \`logits\` are \`[text, label]\`, of any number of texts and
labels.`,
  hints: [
    "With one text in the batch every score is 1. What does each number of `sums` add up, then?",
    "Softmax is taken over what excludes each other: the labels of one text. Two texts do not exclude each other.",
    "So there is one sum for each *row*: `row.reduce((sum, logit) => sum + Math.exp(logit), 0)`.",
  ],
  solution: "notebooks/solutions/02/scores-of-a-batch.ts",
  async check(answer) {
    mustBeFunction(answer, shown);
    for (const { logits, id2label } of batches) {
      const call = `answer(${show(logits)}, …)`;
      const found: unknown = await attempt(call, () => answer(structuredClone(logits), { ...id2label }));
      if (!Array.isArray(found) || found.length !== logits.length)
        throw new WrongAnswer(
          `\`${call}\` should give a list of ${logits.length}, one answer for each text; it gave \`${show(found)}\`.`,
        );
      for (const [i, row] of logits.entries()) compare(call, found[i], row, id2label);
    }
  },
});

function compare(call: string, found: unknown, row: number[], id2label: Labels): void {
  const { label, score } = Object(found) as { label?: unknown; score?: unknown };
  const powers = row.map(Math.exp);
  const best = powers.indexOf(Math.max(...powers));
  const expected = (powers[best] ?? 0) / powers.reduce((sum, power) => sum + power, 0);
  if (label !== id2label[best])
    throw new WrongAnswer(
      `The row \`${show(row)}\` of \`${call}\` is ${show(id2label[best])}, which has the largest logit; the label is ${show(label)}.`,
    );
  if (!near(score, expected))
    throw new WrongAnswer(
      `The score of the row \`${show(row)}\` of \`${call}\` should be ${expected.toFixed(4)}, so that the probabilities of *its* labels sum to 1; it is ${show(score)}.`,
    );
}
