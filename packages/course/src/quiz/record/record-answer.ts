import { currentMember, recordEvent } from "../../progress/index.ts";
import { isRight, type ShownQuestion } from "../shown-question.ts";

export interface AnswerGiven {
  question: string;
  /** Places in the bank. */
  choices: readonly number[];
  correct: boolean;
}

export interface RecordOptions {
  /** Default `currentMember()`. */
  member?: string | undefined;
  /** The repository; default this one. */
  root?: string;
}

/** The options with the member who is known now. */
export async function withMember(options: RecordOptions): Promise<RecordOptions> {
  const { member, root } = options;
  return { ...options, member: member ?? (await currentMember(root === undefined ? {} : { root })) };
}

/** Where nobody is known, this process remembers the answers. */
const unrecorded = new Map<string, AnswerGiven[]>();

/**
 * Grades an answer to a question of a quiz and records it.
 *
 * @returns the member for whom it is recorded; undefined where nobody is known
 */
export async function recordAnswer(
  quiz: string,
  question: ShownQuestion,
  chosen: readonly number[],
  options: RecordOptions = {},
): Promise<string | undefined> {
  const choices = [...chosen].sort((a, b) => a - b);
  const result = { question: question.id, choices, correct: isRight(question, choices) };
  const event = await recordEvent({ kind: "quiz", subject: quiz, result }, options);
  if (!event) unrecorded.set(quiz, [...answersWithoutMember(quiz), result]);
  return event?.member;
}

/** The answers that were given here while nobody was known, the oldest first. */
export const answersWithoutMember = (quiz: string): readonly AnswerGiven[] => unrecorded.get(quiz) ?? [];
