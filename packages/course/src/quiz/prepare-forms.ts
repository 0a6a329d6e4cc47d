import { setTimeout as sleep } from "node:timers/promises";
import { chaptersWithQuizzes, findQuiz, quizzesOf } from "./find-quiz.ts";
import { formHtml } from "./form/form-html.ts";
import { inKernel } from "./record/endpoint.ts";
import { showQuestions } from "./shown-question.ts";

/**
 * In a learner's kernel, makes a form that nobody sees once the cell that imports this is over, and reads the banks: most of what
 * a first form takes is loading the server, compiling the parsers' regular expressions, and parsing a chapter's questions.
 */
export function prepareForms(): void {
  if (!inKernel()) return;
  setTimeout(async () => {
    await import("./record/answers-app.ts");
    const text = { title: "", how: "", note: "" };
    formHtml(showQuestions(findQuiz("0.1").questions, ""), { kind: "quiz", subject: "0.1" }, text);
    // One after another, so that a cell which is run meanwhile waits for one of them at most.
    for (const chapter of chaptersWithQuizzes()) {
      await sleep(1, undefined, { ref: false });
      try {
        quizzesOf(chapter);
      } catch {
        // Whoever asks for this chapter's quiz is told.
      }
    }
  }, 1);
}
