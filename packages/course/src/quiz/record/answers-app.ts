import { createApp, HttpError, jsonBody } from "@llm-course/server";
import { z } from "zod";
import { CourseError } from "../../errors.ts";
import { unknownMemberHint } from "../../progress/index.ts";
import { examOf } from "../exam/exam-of.ts";
import { recordExam } from "../exam/record-exam.ts";
import { findQuiz } from "../find-quiz.ts";
import { showQuestions } from "../shown-question.ts";
import { type RecordOptions, recordAnswer } from "./record-answer.ts";

const choices = z.array(z.int().min(0).max(20)).min(1).max(20);
const answerBody = z.strictObject({ quiz: z.string().max(20), question: z.string().max(100), choices });
const examBody = z.strictObject({
  chapter: z.int().min(0).max(99),
  seed: z.string().min(1).max(100),
  answers: z.record(z.string().max(100), choices),
});

/**
 * What the forms of a notebook tell: `POST /answers` grades and records an answer, `POST /exams` an exam. Grading is
 * done here again, from the bank: what a page says of itself counts for nothing.
 */
export function answersApp(options: RecordOptions = {}): ReturnType<typeof createApp> {
  const app = createApp();
  app.post("/answers", jsonBody(answerBody), async (context) => {
    const { quiz: id, question: name, choices } = context.req.valid("json");
    const { questions } = await known(() => findQuiz(id));
    const question = showQuestions(questions, "").find(({ id }) => id === name);
    if (!question || choices.some((choice) => choice >= question.choices.length))
      throw new HttpError(422, "unknown_question", "the quiz has changed; run the cell again");
    if (question.type !== "multiple" && choices.length > 1)
      throw new HttpError(422, "two_answers", "one answer expected, since only one is right");
    const member = await recordAnswer(id, question, choices, options);
    return context.json({ message: member ? `Recorded for ${member}.` : `But ${unknownMemberHint}` });
  });
  app.post("/exams", jsonBody(examBody), async (context) => {
    const { chapter, seed, answers } = context.req.valid("json");
    const exam = await known(() => examOf(chapter, seed));
    const given = new Map(Object.entries(answers));
    for (const [id, chosen] of given) {
      const length = exam.questions.find((question) => question.id === id)?.choices.length ?? 0;
      if (chosen.some((choice) => choice >= length))
        throw new HttpError(422, "unknown_question", "the exam has changed; run the cell again");
    }
    const { member, certificate } = await known(() => recordExam(exam, given, options));
    const kept = certificate ? ` Your certificate: ${certificate}` : "";
    return context.json({ message: member ? `Recorded for ${member}.${kept}` : `But ${unknownMemberHint}` });
  });
  return app;
}

/** What a client asks for that cannot be had is its fault. */
async function known<Value>(find: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof CourseError) throw new HttpError(422, "unknown", error.message);
    throw error;
  }
}
