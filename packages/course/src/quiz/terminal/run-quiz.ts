import { unknownMemberHint } from "../../progress/index.ts";
import type { Quiz } from "../bank-schema.ts";
import { honourNote, quizSeed } from "../quiz.ts";
import { type RecordOptions, recordAnswer } from "../record/record-answer.ts";
import { isRight, showQuestions } from "../shown-question.ts";
import { explanationText } from "../verdict.ts";
import { ask, type Conversation, openLines } from "./ask.ts";

/**
 * Asks the questions of quizzes in a terminal, with the explanation after each, and records each answer at once.
 *
 * @param options.seed of the choices' order; default: of the member and the quiz, as in a notebook
 */
export async function runQuiz(
  quizzes: readonly Quiz[],
  conversation: Conversation,
  { seed, ...options }: RecordOptions & { seed?: string | undefined },
): Promise<void> {
  const { print } = conversation;
  print(options.member === undefined ? `${honourNote}\n${unknownMemberHint}` : honourNote);
  using lines = openLines(conversation);
  let [answered, right] = [0, 0];
  for (const { id, title, questions } of quizzes) {
    print(`\nQuiz ${id}: ${title}`);
    const shown = showQuestions(
      questions,
      seed === undefined ? quizSeed(id, options.member) : `${seed}\n${id}`,
    );
    const count = await ask(shown, lines, async (question, choices) => {
      const chosen = choices.map(({ index }) => index);
      await recordAnswer(id, question, chosen, options);
      const correct = isRight(question, chosen);
      if (correct) right++;
      print(correct ? "\n✓ Your answer is right." : "\n✗ Your answer is not right.");
      print(explanationText(question, choices));
    });
    answered += count;
    if (count < questions.length) break;
  }
  const kept = options.member === undefined ? "" : ` Recorded for ${options.member}.`;
  print(`\n${right} of ${answered} right.${kept}`);
}
