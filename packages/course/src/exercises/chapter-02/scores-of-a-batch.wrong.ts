import type { WrongAnswerCase } from "../define-exercise.ts";
import type { ScoresOfABatch } from "./scores-of-a-batch.ts";

type Rows = number[][];

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const softmax = (row: number[]) => row.map((logit) => Math.exp(logit) / sum(row.map(Math.exp)));

/** Answers from rows of what should be probabilities. */
const from =
  (rowsOf: (logits: Rows) => Rows): ScoresOfABatch =>
  (logits, id2label) =>
    rowsOf(logits).map((row) => {
      const best = row.indexOf(Math.max(...row));
      return { label: id2label[best] ?? "", score: row[best] ?? 0 };
    });
const right = from((logits) => logits.map(softmax));
const scored =
  (change: (score: number) => number): ScoresOfABatch =>
  (logits, id2label) =>
    right(logits, id2label).map(({ label, score }) => ({ label, score: change(score) }));

export const wrong: WrongAnswerCase<ScoresOfABatch>[] = [
  {
    name: "answers instead of the function",
    answer: [{ label: "POSITIVE", score: 1 }],
    says: /is a function/,
  },
  {
    name: "the program as it was",
    answer: from((logits) =>
      logits.map((row) =>
        row.map((logit, j) => Math.exp(logit) / sum(logits.map((other) => Math.exp(other[j] ?? 0)))),
      ),
    ),
    says: /is 'POSITIVE', which has the largest logit; the label is 'NEGATIVE'/,
  },
  {
    name: "one sum for the whole batch",
    answer: from((logits) =>
      logits.map((row) => row.map((logit) => Math.exp(logit) / sum(logits.flat().map(Math.exp)))),
    ),
    says: /score of the row `\[ 3, -2.5 \]`.*probabilities of \*its\* labels/,
  },
  {
    name: "the sum of the first row for all",
    answer: from((logits) =>
      logits.map((row) => row.map((logit) => Math.exp(logit) / sum((logits[0] ?? []).map(Math.exp)))),
    ),
    says: /score of the row `\[ 0.5, 0.25 \]`/,
  },
  {
    name: "a sigmoid for each label",
    answer: from((logits) => logits.map((row) => row.map((logit) => 1 / (1 + Math.exp(-logit))))),
    says: /should be 0.9399/,
  },
  { name: "the logit itself", answer: from((logits) => logits), says: /it is 1.25/ },
  {
    name: "shares without exp",
    answer: from((logits) => logits.map((row) => row.map((logit) => logit / sum(row)))),
    says: /the label is 'NEGATIVE'/,
  },
  {
    name: "the smallest",
    answer: from((logits) => logits.map((row) => softmax(row.map((logit) => -logit)))),
    says: /the label is 'NEGATIVE'/,
  },
  {
    name: "the number instead of the name",
    answer: (logits) =>
      logits.map((row) => ({
        label: row.indexOf(Math.max(...row)),
        score: Math.max(...softmax(row)),
      })) as never,
    says: /the label is 1/,
  },
  {
    name: "the names of another model",
    answer: (logits) => right(logits, { 0: "NEGATIVE", 1: "POSITIVE" }),
    says: /is 'entailment'.*the label is 'POSITIVE'/,
  },
  {
    name: "two labels only",
    answer: (logits, labels) =>
      right(
        logits.map((row) => row.slice(0, 2)),
        labels,
      ),
    says: /score of the row `\[ 0.25, 2, -1 \]`/,
  },
  {
    name: "only the first text",
    answer: (logits, labels) => right(logits.slice(0, 1), labels),
    says: /a list of 3/,
  },
  { name: "percent", answer: scored((score) => 100 * score), says: /should be 0.9399.*it is 93.99/ },
  {
    name: "rounded",
    answer: scored((score) => Math.round(100 * score) / 100),
    says: /should be 0.9959.*it is 1\./,
  },
  { name: "the logarithm", answer: scored(Math.log), says: /should be 0.9399.*it is -0.06/ },
  {
    name: "softmax twice",
    answer: from((logits) => logits.map((row) => softmax(softmax(row)))),
    says: /probabilities of \*its\* labels/,
  },
  {
    name: "the probabilities",
    answer: ((logits: Rows) => logits.map(softmax)) as never,
    says: /the label is undefined/,
  },
  {
    name: "throws",
    answer: (logits) => (logits as never as { softmax(): never }).softmax(),
    says: /stopped with TypeError/,
  },
];
