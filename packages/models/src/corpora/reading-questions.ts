import { z } from "zod";
import { writtenRows } from "./written-data.ts";

/** A question on a text. The first answer is the one to learn. */
export interface ReadingQuestion {
  readonly question: string;
  readonly context: string;
  /** `context.slice(start, start + text.length)` is the answer's text. */
  readonly answers: readonly { readonly text: string; readonly start: number }[];
}

const files = {
  train: ["train-1.jsonl", "train-2.jsonl", "train-3.jsonl", "train-4.jsonl"],
  /** Of other topics. */
  test: ["test.jsonl"],
  /** On texts of another kind. */
  probe: ["probe.jsonl"],
};

const row = z
  .object({
    ...{ question: z.string(), context: z.string() },
    answers: z.object({ text: z.array(z.string()), answer_start: z.array(z.int()) }),
  })
  .transform(({ question, context, answers }) => ({
    ...{ question, context },
    answers: answers.text.map((text, i) => ({ text, start: answers.answer_start[i] as number })),
  }));

/** The questions of `datasets/reading`, in their order: those on one paragraph follow each other. */
export async function readingQuestions(split: keyof typeof files): Promise<ReadingQuestion[]> {
  return (await Promise.all(files[split].map((file) => writtenRows("reading", file, row)))).flat();
}
