import type { QuizFormData } from "../form/quiz-form-data.ts";
import { element } from "./element.ts";
import type { Part } from "./part.ts";
import { record, unrecorded } from "./record.ts";

/** Makes an exam that is graded and recorded when it is handed in. The button and what came of it stand in place of `how`. */
export function examForm(parts: readonly Part[], data: QuizFormData, how: Element | null): void {
  const { subject, seed, needed = parts.length } = data;
  const kept = unrecorded(data);
  const total = element("p", { role: "status", class: "lcq-total" });
  const button = element("button", { type: "button" }, "Hand in");
  how?.replaceWith(element("div", { class: "lcq-row" }, button, total));
  for (const { fieldset, status } of parts) fieldset?.append(status);

  /** The key is shown, so nothing can be changed any more. */
  const close = (): string => {
    for (const { inputs } of parts) for (const input of inputs) input.disabled = true;
    const right = parts.filter(({ grade }) => grade()).length;
    const passed = right >= needed;
    return `${right} of ${parts.length}: ${passed ? "passed" : "not passed"}, ${needed} are needed.`;
  };
  button.addEventListener("click", async () => {
    const open = parts.flatMap(({ chosen }, i) => (chosen().length === 0 ? [i + 1] : []));
    if (open.length > 0) {
      total.textContent = `Not answered yet: ${open.join(", ")}`;
      return;
    }
    button.disabled = true;
    const score = close();
    total.textContent = score;
    for (const { question, chosen } of parts) kept.set(question.id, chosen());
    const body = { chapter: Number(subject), seed, answers: Object.fromEntries(kept) };
    const told = await record(data, "exams", body, "in a cell: exam(…).answer(…), then handIn()");
    total.textContent = `${score} ${told.text}`;
    button.disabled = !told.again;
    if (told.again) button.textContent = "Try again";
    else kept.clear();
  });

  if (kept.size === 0) return;
  for (const { question, choose } of parts) choose(kept.get(question.id) ?? []);
  total.textContent = `${close()} Not recorded yet.`;
  button.textContent = "Try again";
}
