import { html } from "@llm-course/notebook";
import { unknownMemberHint } from "../progress/index.ts";
import { formStyle } from "./form/form-style.ts";
import { blockHtml, inlineHtml } from "./form/markdown-html.ts";
import { isRight, type ShownChoice, type ShownQuestion } from "./shown-question.ts";

/** What is said of each choice once a question is answered. */
export function explain({ choices }: ShownQuestion, chosen: readonly ShownChoice[]) {
  return choices.map((choice) => ({
    ...choice,
    chosen: chosen.some(({ index }) => index === choice.index),
    mark: choice.correct ? "✓ Right." : "✗ Wrong.",
  }));
}

/** The explanations as text, the learner's choices marked. */
export function explanationText(question: ShownQuestion, chosen: readonly ShownChoice[]): string {
  return explain(question, chosen)
    .map(
      ({ letter, text, why, mark, chosen }) =>
        `${chosen ? "> " : "  "}${letter}. ${text.trim()}\n     ${mark} ${why.trim().replaceAll("\n", "\n     ")}`,
    )
    .join("\n");
}

/** An answer, graded: `correct`, and shown as the last value of a cell, the explanation of every choice. */
export class Verdict {
  readonly question: string;
  readonly correct: boolean;
  /** Letters as shown. */
  readonly chosen: readonly string[];
  /** For whom it is recorded, once it is on the disk; undefined where nobody is known. */
  readonly recorded: Promise<string | undefined>;
  readonly #shown: ShownQuestion;
  readonly #choices: readonly ShownChoice[];

  constructor(shown: ShownQuestion, choices: readonly ShownChoice[], recorded: Promise<string | undefined>) {
    this.question = shown.id;
    this.correct = isRight(
      shown,
      choices.map(({ index }) => index),
    );
    this.chosen = choices.map(({ letter }) => letter);
    this.recorded = recorded;
    recorded.catch(() => {}); // said where the verdict is shown
    this.#shown = shown;
    this.#choices = choices;
  }

  async [Symbol.for("Jupyter.display")](): Promise<Record<string, string>> {
    const note = await this.recorded.then(
      (member) => (member === undefined ? `But ${unknownMemberHint}.` : `Recorded for ${member}.`),
      // Whatever is wrong with the files, an answer is answered.
      (error: Error) => `But nothing is recorded: ${error.message}`,
    );
    const { number } = this.#shown;
    const title = `Question ${number}: ${this.correct ? "✓ your answer is right." : "✗ your answer is not right."}`;
    const rows = explain(this.#shown, this.#choices).map(
      ({
        letter,
        text,
        why,
        mark,
        chosen,
        correct,
      }) => html`<div class="${chosen ? "lcq-choice lcq-chosen" : "lcq-choice"}">
<p><span class="lcq-letter">${letter}.</span> ${html.raw(inlineHtml(text))}${chosen && " (your answer)"}</p>
<div class="${correct ? "lcq-why lcq-right" : "lcq-why lcq-wrong"}"><span class="lcq-mark">${mark}</span> ${html.raw(blockHtml(why))}</div></div>`,
    );
    const markup = html`<div class="lcq" role="group" aria-label="${title}"><p class="lcq-total">${title}</p>${rows}<p><small>${note}</small></p></div>`;
    return {
      "text/plain": `${title}\n${explanationText(this.#shown, this.#choices)}\n${note}`,
      "text/html": `${markup.markup}\n<style>${formStyle}</style>`,
    };
  }
}
