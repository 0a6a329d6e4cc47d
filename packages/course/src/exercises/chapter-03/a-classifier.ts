import { stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { pipeline } from "@llm-course/pipelines";
import { attempt, mustBeFunction } from "../attempt.ts";
import { describeError } from "../check-answer.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { show } from "../show.ts";
import { subjects } from "./subjects.ts";

export interface LabelledText {
  text: string;
  label: number;
}
export type AClassifier = (rows: LabelledText[], names: string[]) => Promise<string>;

/** The kinds in an order that is not that of their names. */
export const kinds = ["weather", "kitchen", "railway"] as const;
const names = ["sky", "food", "trains"];

const rowsOf = (split: "train" | "test"): LabelledText[] =>
  kinds.flatMap((kind, label) => subjects[kind][split].map((text) => ({ text, label })));

export const aClassifier = defineExercise<AClassifier>({
  id: "3.practical",
  title: "From labelled texts to a pipeline",
  prompt: `
Somebody has 36 labelled sentences and wants a classifier of them. Write a function \`async (rows, names) => …\` that trains one and
gives the absolute path of its folder.

\`rows\` are \`{ text, label }\` with labels from 0 on, \`names\` the name of each label. Fine-tune
\`sentence-transformers/all-MiniLM-L6-v2\` (one or two of its layers are enough), with the \`Trainer\` or a loop of your own, and save
it so that \`pipeline("text-classification", folder)\` answers with these names.

It is right if the folder loads, knows all the names, and gets at least eight of ten new sentences of these kinds. It should take
seconds, not minutes.`,
  hints: [
    '`loadModel(path, { task: "sequence-classification", labels: true, config: { id2label: { ...names }, num_hidden_layers: 2 } })` makes a model whose labels have names.',
    'So few rows need some epochs and a rate that is not too small: six epochs, batches of eight, 1e-3. Leave the embeddings as they are: `trainable: (name) => !name.includes("embeddings")` of the model.',
    "With `processingClass: tokenizer` (of `@llm-course/tokenizers`) the trainer pads the batches, and `trainer.saveModel(folder)` saves the tokenizer as well.",
  ],
  solution: "notebooks/solutions/03/a-classifier.ts",
  timeLimit: 600_000,
  async check(answer) {
    mustBeFunction(answer, "async (rows, names) => …");
    const folder: unknown = await attempt("answer(rows, names)", () =>
      answer(shuffled(rowsOf("train")), [...names]),
    );
    if (
      typeof folder !== "string" ||
      !isAbsolute(folder) ||
      !(await stat(folder).catch(() => undefined))?.isDirectory()
    )
      throw new WrongAnswer(`The answer is the absolute path of a folder; it gave \`${show(folder)}\`.`);
    const quiet = { log: () => {}, warn: () => {} };
    const classify = await pipeline("text-classification", folder, quiet).catch((error) => {
      throw new WrongAnswer(
        `\`pipeline("text-classification", folder)\` cannot load what was saved: ${describeError(error)}`,
      );
    });
    try {
      const tests = rowsOf("test");
      const texts = tests.map(({ text }) => text);
      const answers = await classify(texts, { topK: 10 }).catch((error) => {
        throw new WrongAnswer(`The pipeline loads, but cannot classify: ${describeError(error)}`);
      });
      const known = [...new Set(answers.flat().map(({ label }) => label))];
      if (names.some((name) => !known.includes(name)) || known.length !== names.length)
        throw new WrongAnswer(
          `The classifier knows the labels ${known.sort().join(", ")}; they should be ${names.join(", ")}, by \`id2label\` of the config.`,
        );
      const best = answers.map(([first]) => first?.label);
      const right = tests.filter(({ label }, i) => best[i] === names[label]).length;
      if (right >= 0.8 * tests.length) return;
      const why = whatIsWrong(
        best,
        tests.map(({ label }) => label),
      );
      throw new WrongAnswer(
        `Of ${tests.length} new sentences it gets ${right}; chance is ${tests.length / 3}. ${why}`,
      );
    } finally {
      await classify.dispose();
    }
  },
});

function whatIsWrong(said: readonly (string | undefined)[], labels: readonly number[]): string {
  const used = new Set(said);
  if (used.size < names.length)
    return `It never says ${names.filter((name) => !used.has(name)).join(" or ")}. Was it trained on all rows?`;
  const saidOf = (label: number) => said.filter((_, i) => labels[i] === label);
  const usual = names.map((_, label) => mostFrequent(saidOf(label)));
  const underOtherNames = said.filter((name, i) => name === usual[labels[i] ?? 0]).length;
  if (new Set(usual).size === names.length && underOtherNames >= 0.8 * said.length)
    return `It tells the kinds apart under other names: it says ${usual.join(", ")} for ${names.join(", ")}. The order of \`names\` is that of the labels.`;
  return "Was it trained long enough, and at a rate that is high enough?";
}

const mostFrequent = <Value>(values: readonly Value[]): Value | undefined =>
  values.toSorted((a, b) => values.filter((x) => x === b).length - values.filter((x) => x === a).length)[0];

/** Not kind after kind, and the same each time. */
const shuffled = (rows: readonly LabelledText[]): LabelledText[] =>
  rows.map((_, i) => ({ ...(rows[(i * 7) % rows.length] as LabelledText) }));
