import { prepareForms } from "./prepare-forms.ts";

export { type ExamHandle, type ExamReport, exam } from "./exam/exam.ts";
export { type QuizHandle, quiz } from "./quiz.ts";
export type { Score } from "./score.ts";
export type { Verdict } from "./verdict.ts";

prepareForms();
