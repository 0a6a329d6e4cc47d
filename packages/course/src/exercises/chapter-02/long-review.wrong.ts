import { softmax } from "@llm-course/pipelines";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Judgement, LongReview } from "./long-review.ts";
import type { JudgeTokenizer } from "./stand-in-judge.ts";

interface Steps {
  encode?: (tokenizer: JudgeTokenizer, text: string) => Promise<number[]>;
  parts?: (ids: number[], size: number) => number[][];
  frame?: (part: number[], tokenizer: JudgeTokenizer) => number[];
  fill?: (row: number[], longest: number, tokenizer: JudgeTokenizer) => number[];
  mask?: (row: number[], longest: number) => number[] | undefined;
  means?: (logits: number[][], parts: number[][]) => number[];
  result?: (judgement: Judgement, means: number[]) => unknown;
}

const cut = (ids: number[], step: number, length = step) =>
  Array.from({ length: Math.ceil(ids.length / step) }, (_, i) => ids.slice(i * step, i * step + length));
const average = (rows: number[][], weights: number[]) => {
  const sum = weights.reduce((a, b) => a + b, 0);
  return (rows[0] ?? []).map(
    (_, k) => rows.reduce((total, row, i) => total + (row[k] ?? 0) * (weights[i] ?? 0), 0) / sum,
  );
};
const probabilities = (logits: number[][]) => logits.map((row) => softmax(row));
const sizes = (parts: number[][]) => parts.map(({ length }) => length);

const by =
  (steps: Steps): LongReview =>
  async (tokenizer, model, text, size) => {
    const {
      encode = (by, of) => by.encode(of, { addSpecialTokens: false }),
      parts: split = (ids, most) => cut(ids, most - 2),
    } = steps;
    const { frame = (part, { clsTokenId, sepTokenId }) => [clsTokenId, ...part, sepTokenId] } = steps;
    const {
      fill = (row, longest, { padTokenId }) => [...row, ...new Array(longest - row.length).fill(padTokenId)],
    } = steps;
    const { mask = (row, longest) => Array.from({ length: longest }, (_, i) => Number(i < row.length)) } =
      steps;
    const {
      means: mean = (logits, of) => average(probabilities(logits), sizes(of)),
      result = (judgement) => judgement,
    } = steps;
    const parts = split(await encode(tokenizer, text), size);
    const rows = parts.map((part) => frame(part, tokenizer));
    const longest = Math.max(...sizes(rows));
    const attention_mask = rows.map((row) => mask(row, longest) ?? []);
    const { logits } = await model({
      input_ids: rows.map((row) => fill(row, longest, tokenizer)),
      ...(attention_mask[0]?.length && { attention_mask }),
    });
    const means = mean(logits?.tolist() as number[][], parts);
    const best = means.indexOf(Math.max(...means));
    const { [best]: label = "" } = model.config.id2label;
    return result({ label, score: means[best] ?? 0, windows: parts.length }, means) as Judgement;
  };

export const wrong: WrongAnswerCase<LongReview>[] = [
  { name: "a judgement", answer: { label: "good", score: 1, windows: 1 }, says: /a function/ },
  {
    name: "cuts what is too long",
    answer: by({ parts: (ids, size) => [ids.slice(0, size - 2)] }),
    says: /all ids of the text once/,
  },
  {
    name: "reads the text as a whole",
    answer: by({ parts: (ids) => [ids] }),
    says: /stopped with RangeError: the model reads 7 ids/,
  },
  {
    name: "forgets that special tokens count",
    answer: by({ parts: (ids, size) => cut(ids, size) }),
    says: /reads 7 ids, a row has 9/,
  },
  {
    name: "windows that are too short",
    answer: by({ parts: (ids, size) => cut(ids, size - 3) }),
    says: /have `\[ 4, 4, 4 \]` ids/,
  },
  {
    name: "windows that overlap",
    answer: by({ parts: (ids, size) => cut(ids, size - 3, size - 2) }),
    says: /all ids of the text once/,
  },
  {
    name: "leaves a short last window out",
    answer: by({
      parts: (ids, size) => cut(ids, size - 2).filter((part, i) => i === 0 || part.length === size - 2),
    }),
    says: /have `\[ 5, 5 \]` ids.*expected `\[ 5, 5, 2 \]`/,
  },
  {
    name: "special tokens twice",
    answer: by({ encode: (tokenizer, text) => tokenizer.encode(text) }),
    says: /special tokens in the middle/,
  },
  { name: "no special tokens", answer: by({ frame: (part) => part }), says: /begins with `clsTokenId`/ },
  {
    name: "BERT's special tokens, typed",
    answer: by({ frame: (part) => [101, ...part, 102] }),
    says: /begins with `clsTokenId`/,
  },
  { name: "does not fill up", answer: by({ fill: (row) => row }), says: /rows of one length expected/ },
  {
    name: "fills up with 0",
    answer: by({ fill: (row, longest) => [...row, ...new Array(longest - row.length).fill(0)] }),
    says: /0 for `padTokenId`/,
  },
  { name: "no mask", answer: by({ mask: () => undefined }), says: /no `attention_mask`/ },
  {
    name: "a mask of ones",
    answer: by({ mask: (_, longest) => new Array(longest).fill(1) }),
    says: /ends with `sepTokenId`/,
  },
  {
    name: "a call for each window",
    answer: async (tokenizer, model, text, size) => {
      const ids = await tokenizer.encode(text, { addSpecialTokens: false });
      const parts = cut(ids, size - 2);
      const logits: number[][] = [];
      for (const part of parts) {
        const made = await model({ input_ids: [[tokenizer.clsTokenId, ...part, tokenizer.sepTokenId]] });
        logits.push(...((made.logits?.tolist() ?? []) as number[][]));
      }
      const means = average(probabilities(logits), sizes(parts));
      return { label: "good", score: Math.max(...means), windows: parts.length };
    },
    says: /asked `model` 3 times; all windows go in one batch/,
  },
  {
    name: "every window counts the same",
    answer: by({
      means: (logits, parts) =>
        average(
          probabilities(logits),
          parts.map(() => 1),
        ),
    }),
    says: /counted the same/,
  },
  {
    name: "the mean of logits",
    answer: by({ means: (logits, parts) => softmax(average(logits, sizes(parts))) }),
    says: /softmax of the mean of the logits/,
  },
  {
    name: "weights with special tokens",
    answer: by({
      means: (logits, parts) =>
        average(
          probabilities(logits),
          sizes(parts).map((size) => size + 2),
        ),
    }),
    says: /without special tokens/,
  },
  {
    name: "the last window alone",
    answer: by({ means: (logits) => softmax(logits.at(-1) ?? []) }),
    says: /expected/,
  },
  {
    name: "the surest window",
    answer: by({
      means: (logits) => probabilities(logits).toSorted((a, b) => Math.max(...b) - Math.max(...a))[0] ?? [],
    }),
    says: /expected/,
  },
  {
    name: "the place instead of the name",
    answer: by({
      result: (judgement, means) => ({ ...judgement, label: means.indexOf(Math.max(...means)) }),
    }),
    says: /Look the name up/,
  },
  {
    name: "the least likely label",
    answer: by({ result: (judgement, means) => ({ ...judgement, score: Math.min(...means) }) }),
    says: /mean of that label's probability/,
  },
  {
    name: "no count of windows",
    answer: by({ result: ({ label, score }) => ({ label, score }) }),
    says: /`windows` is how many rows/,
  },
];
