import { isDeepStrictEqual } from "node:util";
import { ClassLabel, DatasetDict, type Feature, fromRows, type Row, value } from "@llm-course/datasets";
import type { PreTrainedTokenizer } from "@llm-course/tokenizers";
import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { models } from "../models.ts";
import { remembered } from "../shared.ts";
import { near, show } from "../show.ts";

export type AnyGlueTask = (raw: DatasetDict, tokenizer: PreTrainedTokenizer) => Promise<DatasetDict>;

interface Task {
  readonly texts: readonly string[];
  readonly label: Feature;
  readonly splits: Readonly<Record<string, readonly (readonly [...texts: string[], label: number])[]>>;
}

const long = "and so it went on, ".repeat(60);

/** One text and two; classes and numbers; other names of splits; one row that is too long. */
const tasks: Readonly<Record<string, Task>> = {
  sst2: {
    texts: ["sentence"],
    label: new ClassLabel(["negative", "positive"]),
    splits: { train: [["a gorgeous film", 1], [long, 0], ["dull", 0]], validation: [["fine", 1]], test: [["who knows", -1]] }, // biome-ignore format: rows
  },
  mnli: {
    texts: ["premise", "hypothesis"],
    label: new ClassLabel(["entailment", "neutral", "contradiction"]),
    splits: { train: [["It rains in Rome.", "The streets are wet.", 1], [long, "It ended.", 2]], validation_matched: [["He left.", "He is gone.", 0]] }, // biome-ignore format: rows
  },
  qnli: {
    texts: ["question", "sentence"],
    label: new ClassLabel(["entailment", "not_entailment"]),
    splits: { train: [["Who wrote it?", "It was written by Ada.", 0]], validation: [["When?", "In Rome.", 1]] }, // biome-ignore format: rows
  },
  stsb: {
    texts: ["sentence1", "sentence2"],
    label: value("float32"),
    splits: { train: [["A plane takes off.", "An air plane is taking off.", 4.75], ["A man eats.", "A dog runs.", 0.5]], validation: [["One.", "Two.", 2.25]] }, // biome-ignore format: rows
  },
};

/** Shown in the order of the columns: the texts, the label, and GLUE's number of the row. */
const load = remembered(async (name: string) => {
  const { texts, label, splits } = tasks[name] as Task;
  const columns: (readonly [string, Feature])[] = [...texts.map((text) => [text, value("string")] as const), ["label", label], ["idx", value("int32")]]; // biome-ignore format: one line
  const made = Object.entries(splits).map(async ([split, rows]) => {
    const objects = rows.map((row, i) =>
      Object.fromEntries(columns.map(([column], k) => [column, k === row.length ? i : row[k]])),
    );
    return [split, await fromRows(objects as Row[], { features: new Map(columns) })] as const;
  });
  return new DatasetDict(await Promise.all(made));
});

export const anyGlueTask = defineExercise<AnyGlueTask>({
  id: "3.2.3",
  title: "Ready for any task of GLUE",
  prompt: `
MRPC has two sentences in a row, SST-2 one, MNLI a premise and a hypothesis, QNLI a question and a sentence, and STS-B a number as its
label. Write one function \`async (raw, tokenizer) => …\` that prepares any of them for a training.

\`raw\` is a \`DatasetDict\`. Its columns with text (feature \`value("string")\`) are one or two, in the order in which the model reads
them; besides there are \`label\` and \`idx\`. \`tokenizer\` is one of \`@llm-course/tokenizers\`. The result is a \`DatasetDict\` with the
same splits and rows and the columns \`input_ids\`, \`token_type_ids\`, \`attention_mask\` and \`labels\`, and no others: one or both texts
tokenized as **one** sequence, cut at 128 tokens, not filled up; labels as they were.`,
  hints: [
    '`raw.split(name).features` is a Map from columns to features; those of texts have the `dtype` "string". Which splits there are, `raw.keys()` says.',
    '`map` with `{ batched: true, removeColumns: [...texts, "idx"] }`, and in it `tokenizer(batch[first], second && batch[second], { truncation: true, maxLength: 128 })`.',
    '`renameColumn("label", "labels")` at the end. A `DatasetDict` has `map`, `removeColumns` and `renameColumn` for all of its splits.',
  ],
  solution: "notebooks/solutions/03/any-glue-task.ts",
  async check(answer) {
    mustBeFunction(answer, "async (raw, tokenizer) => …");
    const tokenizer = await models.tokenizer();
    for (const [name, task] of Object.entries(tasks)) {
      const raw = await load(name);
      const call = `answer(raw, tokenizer)\` for data as \`${name}`;
      const found = await attempt(call, () => answer(raw, tokenizer));
      if (!(found instanceof DatasetDict))
        throw new WrongAnswer(`\`${call}\` should give a DatasetDict; it gave \`${show(found)}\`.`);
      const [splits, expected] = [[...found.keys()], Object.keys(task.splits)];
      if (!isDeepStrictEqual(splits.toSorted(), expected.toSorted()))
        throw new WrongAnswer(
          `\`${call}\` has the splits ${splits.join(", ")}, expected ${expected.join(", ")}.`,
        );
      for (const split of expected)
        await compare(`the split ${split} of ${name}`, found, split, task, tokenizer);
    }
  },
});

async function compare(
  where: string,
  found: DatasetDict,
  split: string,
  task: Task,
  tokenizer: PreTrainedTokenizer,
): Promise<void> {
  const dataset = found.split(split);
  const columns = ["attention_mask", "input_ids", "labels", "token_type_ids"];
  if (!isDeepStrictEqual(dataset.columnNames.toSorted(), columns))
    throw new WrongAnswer(
      `${where} has the columns ${dataset.columnNames.join(", ")}; expected are ${columns.join(", ")}.`,
    );
  const rows = task.splits[split] ?? [];
  if (dataset.length !== rows.length)
    throw new WrongAnswer(`${where} has ${dataset.length} rows, expected ${rows.length}.`);
  for (const [i, row] of rows.entries()) {
    const made: Row = await dataset.at(i);
    const [first, second] = row.slice(0, task.texts.length) as [string, string?];
    const options = { truncation: true, maxLength: 128 };
    const expected = await (second === undefined
      ? tokenizer(first, options)
      : tokenizer(first, second, options));
    const words = (ids: unknown) =>
      show(
        tokenizer
          .convertIdsToTokens(ids as number[])
          .join(" ")
          .slice(0, 120),
      );
    const ids = made.input_ids as number[];
    if (ids.length !== expected.input_ids.length)
      throw new WrongAnswer(
        `Row ${i} of ${where} has ${ids.length} tokens, expected ${expected.input_ids.length}: ${words(ids)}. One or both texts, cut at 128 tokens and not filled up.`,
      );
    if (!isDeepStrictEqual(ids, expected.input_ids))
      throw new WrongAnswer(
        `Row ${i} of ${where} has the tokens ${words(ids)}, expected ${words(expected.input_ids)}.`,
      );
    if (!isDeepStrictEqual(made.token_type_ids, expected.token_type_ids))
      throw new WrongAnswer(
        `\`token_type_ids\` of row ${i} of ${where} are \`${show(made.token_type_ids)}\`: give the tokenizer both texts as a pair.`,
      );
    if (!isDeepStrictEqual(made.attention_mask, expected.attention_mask))
      throw new WrongAnswer(`\`attention_mask\` of row ${i} of ${where} is not what the tokenizer makes.`);
    if (!near(made.labels, Number(row.at(-1)), 1e-6))
      throw new WrongAnswer(
        `Row ${i} of ${where} has the label \`${show(made.labels)}\`, expected ${row.at(-1)}: labels stay as they were.`,
      );
  }
}
