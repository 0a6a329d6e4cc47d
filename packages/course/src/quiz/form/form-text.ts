import type { ShownQuestion } from "../shown-question.ts";
import type { FormText } from "./form-html.ts";

/** One question with its choices, for a terminal. */
export function questionText({ number, type, prompt, choices }: ShownQuestion, count: number): string {
  const several = type === "multiple" ? "\n(choose all that are right)" : "";
  const list = choices.map(({ letter, text }) => `  ${letter}. ${text.trim()}`);
  return [`${number}/${count}  ${prompt.trim()}${several}`, ...list].join("\n");
}

/** The whole quiz, for who sees text only. */
export function formText(questions: readonly ShownQuestion[], { title, how, note }: FormText): string {
  return [
    title,
    ...questions.map((question) => questionText(question, questions.length)),
    `${how}\n${note}`,
  ].join("\n\n");
}
