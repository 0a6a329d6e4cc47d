import type { Dataset } from "@llm-course/datasets";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer, Tokenize } from "./tokens-in-batches.ts";

type Texts = (string | null)[];

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    options = {} as { batchSize?: number; removeColumns?: string[] },
    fill = (each: string | null): string => each ?? "",
    before = async (dataset: Dataset) => dataset,
    call = (texts: string[], tokenize: Tokenize) => tokenize(texts),
    blank = true,
    length = ((ids, _text) => ids.length) as (ids: number[], text: string | null) => number,
    give = (input_ids: number[][], length: number[]): object => ({ input_ids, length }),
  } = {}): Answer =>
  async (dataset, tokenize) =>
    (await before(dataset)).map(
      async (batch) => {
        const text = batch.text as Texts;
        const { input_ids } = await call(text.map(fill), tokenize);
        const ids = input_ids.map((each, i) => (blank && text[i] === null ? [] : each));
        return give(
          ids,
          ids.map((each, i) => length(each, text[i] ?? null)),
        );
      },
      { batched: true, ...options },
    );

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "tokenizes row by row",
    answer: (dataset, tokenize) =>
      dataset.map(async ({ text }) => {
        const { input_ids } = await tokenize([(text as string | null) ?? ""]);
        const ids = text === null ? [] : input_ids[0];
        return { input_ids: ids, length: ids?.length };
      }),
    says: /called 2300 times/,
  },
  {
    name: "gives the tokenizer one text",
    answer: (dataset, tokenize) => dataset.map(({ text }) => tokenize(text as never)),
    says: /given one text/,
  },
  {
    name: "calls it for each text of a batch",
    answer: mutant({
      call: async (texts, tokenize) => ({
        input_ids: (await Promise.all(texts.map((text) => tokenize([text])))).flatMap(
          ({ input_ids }) => input_ids,
        ),
      }),
    }),
    says: /once in each batch/,
  },
  { name: "takes small batches", answer: mutant({ options: { batchSize: 32 } }), says: /called 72 times/ },
  {
    name: "takes all at once",
    answer: mutant({ options: { batchSize: 100_000 } }),
    says: /given 2300 texts/,
  },
  {
    name: "gives null to the tokenizer",
    answer: mutant({ fill: (each) => each as string }),
    says: /texts only/,
  },
  { name: "tokenizes an empty text for none", answer: mutant({ blank: false }), says: /Row 3/ },
  { name: "tokenizes the word null", answer: mutant({ fill: String, blank: false }), says: /Row 3/ },
  {
    name: "leaves out rows without a text",
    answer: mutant({ before: (dataset) => dataset.filter("text IS NOT NULL") }),
    says: /Each row stays/,
  },
  {
    name: "removes the other columns",
    answer: mutant({ options: { removeColumns: ["id", "text"] } }),
    says: /its columns stay/,
  },
  {
    name: "removes the text",
    answer: mutant({ options: { removeColumns: ["text"] } }),
    says: /its columns stay/,
  },
  {
    name: "forgets the length",
    answer: mutant({ give: (input_ids) => ({ input_ids }) }),
    says: /their number are added/,
  },
  {
    name: "gives the length of the text",
    answer: mutant({ length: (_, text) => text?.length ?? 0 }),
    says: /their number are added/,
  },
  {
    name: "does not count the special tokens",
    answer: mutant({ length: (ids) => Math.max(0, ids.length - 2) }),
    says: /their number are added/,
  },
  {
    name: "gives the length of the batch",
    answer: (dataset, tokenize) =>
      dataset.map(
        async (batch) => {
          const text = batch.text as Texts;
          const { input_ids } = await tokenize(text.map((each) => each ?? ""));
          return {
            input_ids: input_ids.map((ids, i) => (text[i] === null ? [] : ids)),
            length: text.map(() => input_ids.length),
          };
        },
        { batched: true },
      ),
    says: /their number are added/,
  },
];
