import { findQuiz } from "./find-quiz.ts";
import { formHtml } from "./form/form-html.ts";
import { inKernel } from "./record/endpoint.ts";
import { showQuestions } from "./shown-question.ts";

/**
 * In a learner's kernel, makes a form that nobody sees once the cell that imports this is over: most of what a first form
 * takes is loading the server and compiling the parsers' regular expressions.
 */
export function prepareForms(): void {
  if (!inKernel()) return;
  setTimeout(async () => {
    await import("./record/answers-app.ts");
    const text = { title: "", how: "", note: "" };
    formHtml(showQuestions(findQuiz("0.1").questions, ""), { kind: "quiz", subject: "0.1" }, text);
  }, 1);
}
