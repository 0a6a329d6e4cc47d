import type { ClassLabel } from "@llm-course/datasets";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { LabelOfRow } from "./label-of-row.ts";

const mrpc = ["not_equivalent", "equivalent"];
const by =
  (
    name: (label: number, feature: ClassLabel, row: object) => unknown,
    where: (split: string, index: number, length: number) => [string, number] = (split, index) => [
      split,
      index,
    ],
  ): LabelOfRow =>
  async (raw, split, index) => {
    const [from, at] = where(split, index, raw.split(split).length);
    const row = await raw.split(from).at(at);
    return name(row.label, raw.split(from).features.get("label") as ClassLabel, row) as string;
  };
const int2str = (label: number, feature: ClassLabel) => feature.int2str(label);

export const wrong: WrongAnswerCase<LabelOfRow>[] = [
  { name: "a name", answer: "equivalent", says: /a function/ },
  { name: "the number", answer: by((label) => label), says: /That is its number/ },
  { name: "the number as a text", answer: by(String), says: /names of this data set are/ },
  {
    name: "MRPC's names, typed",
    answer: by((label) => mrpc[label]),
    says: /names of this data set are yes, perhaps, no/,
  },
  { name: "the names exchanged", answer: by((label) => mrpc[1 - label]), says: /The row has the label 0/ },
  { name: "true or false", answer: by((label) => label === 1), says: /ask its own feature/ },
  { name: "LABEL_0", answer: by((label) => `LABEL_${label}`), says: /ask its own feature/ },
  { name: "the row", answer: by((_, __, row) => row), says: /ask its own feature/ },
  { name: "the feature", answer: by((_, feature) => feature), says: /ask its own feature/ },
  {
    name: "counted from 1",
    answer: by(int2str, (split, index) => [split, Math.max(0, index - 1)]),
    says: /counted from 0/,
  },
  {
    name: "the next row",
    answer: by(int2str, (split, index, length) => [split, Math.min(index + 1, length - 1)]),
    says: /counted from 0/,
  },
  {
    name: "always the training data",
    answer: by(int2str, (_, index) => ["train", index]),
    says: /right split/,
  },
  { name: "always the first row", answer: by(int2str, (split) => [split, 0]), says: /right row/ },
  {
    name: "no await",
    answer: async (raw, split, index) => (raw.split(split).at(index) as never as { label: string }).label,
    says: /gave `undefined`/,
  },
  { name: "str2int", answer: by((label, feature) => feature.str2int(label as never)), says: /stopped with/ },
];
