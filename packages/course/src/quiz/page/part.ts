import type { FormQuestion } from "../form/quiz-form-data.ts";
import { element } from "./element.ts";

/** One question of a form: what is chosen, and the explanations when it is graded. */
export interface Part {
  readonly question: FormQuestion;
  readonly fieldset: HTMLElement | null;
  readonly inputs: readonly HTMLInputElement[];
  readonly status: HTMLElement;
  chosen(): number[];
  choose(choices: readonly number[]): void;
  /** Shows the key, and says whether the answer is right. */
  grade(): boolean;
  /** Whether the answer was right, once it was graded. */
  graded(): boolean | undefined;
  /** Takes away what `grade` showed. */
  clear(): void;
}

export function part(root: HTMLElement, question: FormQuestion): Part {
  const fieldset = root.querySelector<HTMLElement>(`[data-question="${question.id}"]`);
  const inputs = [...(fieldset?.querySelectorAll("input") ?? [])];
  // The same form may be in the page twice, and radio buttons of one name exclude each other.
  const name = `${question.id}-${Math.random()}`;
  for (const input of inputs) input.name = name;
  const status = element("p", { role: "status" });
  let verdict: boolean | undefined;

  const chosen = () => inputs.filter(({ checked }) => checked).map(({ value }) => Number(value));
  const choose = (choices: readonly number[]) => {
    for (const input of inputs) input.checked = choices.includes(Number(input.value));
  };
  const clear = () => {
    for (const why of [...(fieldset?.querySelectorAll(".lcq-why") ?? [])]) why.remove();
    for (const row of [...(fieldset?.querySelectorAll(".lcq-chosen") ?? [])])
      row.classList.remove("lcq-chosen");
    status.textContent = "";
  };
  const grade = () => {
    clear();
    const mine = chosen();
    for (const input of inputs) {
      const choice = question.choices.find(({ index }) => index === Number(input.value));
      const row = input.closest(".lcq-choice");
      if (!choice || !row) continue;
      if (input.checked) row.classList.add("lcq-chosen");
      const mark = element("span", { class: "lcq-mark" }, choice.correct ? "✓ Right. " : "✗ Wrong. ");
      const why = element("div", { class: `lcq-why ${choice.correct ? "lcq-right" : "lcq-wrong"}` });
      why.append(...new DOMParser().parseFromString(choice.why, "text/html").body.childNodes);
      (why.querySelector("p") ?? why).prepend(mark);
      row.append(why);
    }
    verdict = question.choices.every(({ index, correct }) => correct === mine.includes(index));
    status.textContent = verdict ? "✓ Your answer is right." : "✗ Your answer is not right.";
    return verdict;
  };
  return { question, fieldset, inputs, status, chosen, choose, grade, graded: () => verdict, clear };
}
