import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { html } from "@llm-course/notebook";
import type { ShownQuestion } from "../shown-question.ts";
import { formStyle } from "./form-style.ts";
import { blockHtml, inlineHtml } from "./markdown-html.ts";
import type { QuizFormData } from "./quiz-form-data.ts";

const script = readFileSync(new URL("built/quiz-form.js", import.meta.url), "utf8").trim();

export interface FormText {
  /** Such as "Quiz 3.2: Processing the data". */
  readonly title: string;
  /** How an answer is given in a cell, for pages without scripts. In Markdown. */
  readonly how: string;
  /** That this is an honour system. In Markdown. */
  readonly note: string;
}

/**
 * The questions as a form that grades itself where scripts run. Without scripts it shows questions and choices, and says
 * how to answer in a cell; the key is in the script's data only, so that no page shows it unasked.
 */
export function formHtml(
  questions: readonly ShownQuestion[],
  data: Omit<QuizFormData, "questions">,
  { title, how, note }: FormText,
): string {
  const all: QuizFormData = {
    ...data,
    questions: questions.map(({ id, choices }) => ({
      id,
      choices: choices.map(({ index, letter, correct, why }) => ({
        index,
        letter,
        correct,
        why: blockHtml(why),
      })),
    })),
  };
  const json = JSON.stringify(all).replaceAll("<", "\\u003c");
  const id = `quiz-${createHash("sha256").update(json).digest("hex").slice(0, 12)}`;
  const form = html`<div class="lcq" data-form="${id}" data-lm-suppress-shortcuts="true" role="group" aria-label="${title}">
<p class="lcq-title" role="heading" aria-level="3">${title}</p>
${questions.map((question) => fieldset(question, questions.length, id))}
<div class="lcq-how">${html.raw(blockHtml(how))}</div>
<small>${html.raw(blockHtml(note))}</small>
</div>`;
  return `${form.markup}\n<style>${formStyle}</style>\n<script>(${script})(${JSON.stringify(id)}, ${json});</script>`;
}

function fieldset({ id, number, type, prompt, choices }: ShownQuestion, count: number, form: string) {
  const name = `${form}-${id}`;
  const several = type === "multiple";
  return html`<fieldset data-question="${id}" aria-describedby="${name}">
<legend>Question ${number} of ${count}</legend>
<div id="${name}">${html.raw(blockHtml(prompt))}${several && html`<p><small>Choose all that are right.</small></p>`}</div>
${choices.map(
  ({ index, letter, text }) =>
    html`<div class="lcq-choice"><label><input type="${several ? "checkbox" : "radio"}" name="${name}" value="${index}"><span class="lcq-letter">${letter}.</span><span>${html.raw(inlineHtml(text))}</span></label></div>
`,
)}</fieldset>
`;
}
