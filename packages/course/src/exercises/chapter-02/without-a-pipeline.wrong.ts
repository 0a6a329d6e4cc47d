import { softmax } from "@llm-course/pipelines";
import type { WrongAnswerCase } from "../define-exercise.ts";
import { models } from "../models.ts";
import type { WithoutAPipeline } from "./without-a-pipeline.ts";

interface Steps {
  /** How texts are tokenized. */
  encoding?: { padding?: boolean; truncation?: boolean };
  mask?: boolean;
  /** Rows of logits to rows of scores. */
  scores?: (logits: number[][]) => number[][];
  place?: (row: number[]) => number;
  result?: (place: number, row: number[], names: Readonly<Record<string, string>>) => unknown;
}

const largest = (row: number[]) => row.indexOf(Math.max(...row));
const logitsOf = async (
  texts: string[],
  { encoding = { padding: true, truncation: true }, mask = true }: Steps,
) => {
  const [tokenizer, model] = await Promise.all([models.tokenizer(), models.sentiment()]);
  const { input_ids, attention_mask } = await tokenizer(texts, encoding);
  return (
    await model(mask ? { input_ids, attention_mask: attention_mask ?? [] } : { input_ids })
  ).logits?.tolist() as number[][];
};
const by =
  (steps: Steps): WithoutAPipeline =>
  async (texts) => {
    const { scores = (rows) => rows.map((row) => softmax(row)), place = largest } = steps;
    const { result = (best, row, names) => ({ label: names[best], score: row[best] }) } = steps;
    const names = (await models.sentiment()).config.id2label ?? {};
    return scores(await logitsOf(texts, steps)).map((row) => result(place(row), row, names)) as never;
  };

export const wrong: WrongAnswerCase<WithoutAPipeline>[] = [
  { name: "a result", answer: [{ label: "POSITIVE", score: 0.99 }], says: /a function/ },
  { name: "no attention mask", answer: by({ mask: false }), says: /attention mask/ },
  { name: "no padding", answer: by({ encoding: { truncation: true } }), says: /stopped with/ },
  { name: "no truncation", answer: by({ encoding: { padding: true } }), says: /I was bored.*stopped with/s },
  { name: "logits as scores", answer: by({ scores: (rows) => rows }), says: /no probability: a softmax/ },
  {
    name: "sigmoid",
    answer: by({ scores: (rows) => rows.map((row) => row.map((logit) => 1 / (1 + Math.exp(-logit)))) }),
    says: /A sigmoid looks at one/,
  },
  {
    name: "softmax over the texts",
    answer: by({
      scores: (rows) => {
        const columns = [0, 1].map((label) => softmax(rows.map((row) => row[label] ?? 0)));
        return rows.map((_, i) => columns.map((column) => column[i] ?? 0));
      },
    }),
    says: /not over other texts/,
  },
  {
    name: "places instead of names",
    answer: by({ result: (best, row) => ({ label: best, score: row[best] }) }),
    says: /id2label/,
  },
  {
    name: "LABEL_1",
    answer: by({ result: (best, row) => ({ label: `LABEL_${best}`, score: row[best] }) }),
    says: /id2label/,
  },
  {
    name: "labels exchanged",
    answer: by({ result: (best, row, names) => ({ label: names[1 - best], score: row[best] }) }),
    says: /Which place is which label/,
  },
  { name: "always POSITIVE", answer: by({ place: () => 1 }), says: /Which place is which label/ },
  {
    name: "the other label's score",
    answer: by({ result: (best, row, names) => ({ label: names[best], score: row[1 - best] }) }),
    says: /probability of the other label/,
  },
  {
    name: "rounded labels without scores",
    answer: by({ result: (best, _, names) => ({ label: names[best] }) }),
    says: /yours .*score: undefined/,
  },
  {
    name: "a score of 1",
    answer: by({ result: (best, _, names) => ({ label: names[best], score: 1 }) }),
    says: /the softmax over the two logits/,
  },
  {
    name: "both scores",
    answer: by({ result: (best, row, names) => ({ label: names[best], score: row }) }),
    says: /the softmax over the two logits/,
  },
  { name: "the first text alone", answer: async ([text = ""]) => by({})([text]), says: /a list of 2/ },
];
