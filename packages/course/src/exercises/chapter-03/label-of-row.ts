import { ClassLabel, DatasetDict, type Feature, fromRows, value } from "@llm-course/datasets";
import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { shared } from "../shared.ts";
import { show } from "../show.ts";

interface Row {
  sentence1: string;
  sentence2: string;
  label: number;
}
export type LabelOfRow = (raw: DatasetDict<Row>, split: string, index: number) => Promise<string>;

/** The names of the classes stand in an order that no GLUE task has, in one of them in the other. */
const data = shared(async () => {
  const make = async (names: string[], labels: Record<string, number[]>) => {
    const features = new Map<string, Feature>([
      ["sentence1", value("string")],
      ["sentence2", value("string")],
      ["label", new ClassLabel(names)],
    ]);
    const rowsOf = (split: string, all: number[]) =>
      all.map((label, i) => ({ sentence1: `${split} ${i}`, sentence2: `not ${split} ${i}`, label }));
    const splits = Object.entries(labels).map(
      async ([split, all]) => [split, await fromRows<Row>(rowsOf(split, all), { features })] as const,
    );
    return new DatasetDict<Row>(await Promise.all(splits));
  };
  return {
    first: await make(["not_equivalent", "equivalent"], { train: [0, 1, 1, 0, 1], validation: [1, 0, 0] }),
    second: await make(["yes", "perhaps", "no"], {
      train: [2, 0, 1],
      validation: [0, 1, 2, 1],
      test: [1, 2],
    }),
  };
});

const questions = [
  { which: "first", split: "train", index: 3, expected: "not_equivalent" },
  { which: "first", split: "validation", index: 0, expected: "equivalent" },
  { which: "second", split: "validation", index: 2, expected: "no" },
  { which: "second", split: "test", index: 0, expected: "perhaps" },
  { which: "second", split: "train", index: 1, expected: "yes" },
] as const;

export const labelOfRow = defineExercise<LabelOfRow>({
  id: "3.2.1",
  title: "What a label is called",
  prompt: `
Row 15 of the training data and row 87 of the validation data: are those pairs equivalent? Write a function
\`async (raw, split, index) => …\` that gives the **name** of a row's label, for any data set.

\`raw\` is a \`DatasetDict\`, \`split\` the name of one of its splits, \`index\` the number of a row, counted from 0. Its column \`label\`
is a \`ClassLabel\`: rows hold a number, the feature knows which name it has.`,
  hints: [
    "A row is `await raw.split(split).at(index)`; its `label` is a number.",
    'The feature is `raw.split(split).features.get("label")`.',
    "A `ClassLabel` has `int2str(number)`.",
  ],
  solution: "notebooks/solutions/03/label-of-row.ts",
  async check(answer) {
    mustBeFunction(answer, "async (raw, split, index) => …");
    const datasets = await data();
    for (const { which, split, index, expected } of questions) {
      const raw = datasets[which];
      const call = `answer(raw, ${show(split)}, ${index})`;
      const found: unknown = await attempt(call, () => answer(raw, split, index));
      if (found === expected) continue;
      const dataset = raw.split(split);
      const { label } = await dataset.at(index);
      const { names } = dataset.features.get("label") as ClassLabel;
      const beginning = `\`${call}\` gave \`${show(found)}\`, expected \`${show(expected)}\`.`;
      if (found === label)
        throw new WrongAnswer(`${beginning} That is its number; the feature \`label\` knows the name.`);
      if (typeof found !== "string" || !names.includes(found))
        throw new WrongAnswer(
          `${beginning} The names of this data set are ${names.join(", ")}; ask its own feature.`,
        );
      throw new WrongAnswer(
        `${beginning} The row has the label ${label}. Is it the right row of the right split, counted from 0?`,
      );
    }
  },
});
