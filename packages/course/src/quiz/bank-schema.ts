import { z } from "zod";

const text = z
  .string({ error: 'a text expected; "True" and numbers need quotes' })
  .refine((value) => value.trim() !== "", { error: "a text that is not empty expected" });

/** Letters and digits with dashes between them. */
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
  error: "an id such as batched-map expected",
});

const choice = z.strictObject({
  /** Inline Markdown. */
  text,
  correct: z.boolean().default(false),
  /** Why it is right or wrong, in Markdown; shown after answering. */
  why: text,
});

const question = z.strictObject({
  id,
  /** One right choice, one or more, or the choices True and False. */
  type: z.enum(["single", "multiple", "boolean"]),
  /** Markdown, perhaps with fenced code. */
  prompt: text,
  choices: z.array(choice).min(2, { error: "at least two choices expected" }).max(8, {
    error: "at most eight choices expected",
  }),
});

const quiz = z.strictObject({
  /** The number of a section, such as "3.2". */
  id: z.string({ error: 'the number of a section, in quotes, expected, such as "3.2"' }),
  title: text,
  questions: z.array(question).min(1, { error: "at least one question expected" }),
});

export const bankSchema = z.strictObject({
  chapter: z.int({ error: "the number of a chapter expected" }),
  quizzes: z.array(quiz).min(1, { error: "at least one quiz expected" }),
});

export type Bank = z.output<typeof bankSchema>;
export type Quiz = z.output<typeof quiz>;
export type Question = z.output<typeof question>;
export type Choice = z.output<typeof choice>;
