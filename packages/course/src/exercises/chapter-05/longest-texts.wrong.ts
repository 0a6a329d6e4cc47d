import { type Dataset, fromRows } from "@llm-course/datasets";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./longest-texts.ts";

const count = (text: string | null) => (text ?? "").split(/\s+/).filter(Boolean).length;

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    words = count,
    reverse = true,
    cut = (rows: Dataset, k: number) => rows.take(k),
    before = async (dataset: Dataset) => dataset,
    after = async (rows: Dataset, _k: number): Promise<Dataset<object>> => rows,
  } = {}): Answer =>
  async (dataset, k) => {
    const measured = await (await before(dataset)).map((row) => ({
      words: words(row.text as string | null),
    }));
    return after(cut(await measured.sort("words", { reverse }), k), k);
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "counts characters",
    answer: mutant({ words: (text) => (text ?? "").length }),
    says: /number of words/,
  },
  {
    name: "splits at each space",
    answer: mutant({ words: (text) => (text ?? "").split(" ").length }),
    says: /number of words/,
  },
  {
    name: "counts the empty text as a word",
    answer: mutant({ words: (text) => (text ?? "").trim().split(/\s+/).length }),
    says: /number of words/,
  },
  {
    name: "counts what is between letters",
    answer: mutant({
      words: (text) => (text ?? "").split(/\s/).filter(Boolean).length + Number(text === null),
    }),
    says: /number of words of null/,
  },
  {
    name: "knows spaces only",
    answer: mutant({ words: (text) => (text ?? "").split(/ +/).filter(Boolean).length }),
    says: /number of words/,
  },
  {
    name: "fails for null",
    answer: mutant({ words: (text) => (text as string).split(/\s+/).filter(Boolean).length }),
    says: /stopped with MapFunctionError/,
  },
  {
    name: "leaves out rows without a text",
    answer: mutant({ before: (dataset) => dataset.filter("text IS NOT NULL") }),
    says: /also those without words/,
  },
  {
    name: "leaves out rows without words",
    answer: mutant({ before: (dataset) => dataset.filter(({ text }) => text) }),
    says: /also those without words/,
  },
  { name: "gives the shortest first", answer: mutant({ reverse: false }), says: /longest text comes first/ },
  {
    name: "sorts upwards and turns around",
    answer: mutant({
      reverse: false,
      after: async (rows) =>
        rows.select(Array.from({ length: rows.numRows }, (_, i) => rows.numRows - 1 - i)),
    }),
    says: /order that they had/,
  },
  {
    name: "cuts before it sorts",
    answer: async (dataset, k) => mutant()(dataset.take(k), k),
    says: /two longest/,
  },
  { name: "gives all rows", answer: mutant({ cut: (rows) => rows }), says: /two longest/ },
  {
    name: "loses the other columns",
    answer: mutant({ after: async (rows) => rows.selectColumns(["text", "words"]) }),
    says: /is right|number of words/,
  },
  {
    name: "gives rows instead of a Dataset",
    answer: (async (dataset: Dataset, k: number) => (await mutant()(dataset, k)).toRows()) as never,
    says: /should give a `Dataset`/,
  },
  {
    name: "gives texts for numbers",
    answer: async (dataset, k) =>
      fromRows(
        (await (await mutant()(dataset, k)).toRows()).map((row) => ({
          ...row,
          words: String((row as { words: number }).words),
        })),
      ),
    says: /number of words/,
  },
];
