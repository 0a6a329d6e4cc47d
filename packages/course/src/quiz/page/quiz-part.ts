import type { QuizFormData } from "../form/quiz-form-data.ts";
import { element } from "./element.ts";
import type { Part } from "./part.ts";
import { record, unrecorded } from "./record.ts";

/** Makes a quiz's question check and record itself; `number` is from 1, and `changed` is called when it is graded. */
export function quizPart(part: Part, number: number, data: QuizFormData, changed: () => void): void {
  const { question, fieldset, status } = part;
  const kept = unrecorded(data);
  const check = element("button", { type: "button" }, "Check");
  const again = element("button", { type: "button" }, "Try again");
  again.hidden = true;
  fieldset?.append(element("div", { class: "lcq-row" }, check, status, again));

  const show = () => {
    part.grade();
    changed();
  };
  const send = async () => {
    again.hidden = true;
    const mine = part.chosen();
    const letters = mine.map(
      (index) => `"${question.choices.find((choice) => choice.index === index)?.letter}"`,
    );
    const line = `(await quiz("${data.subject}")).answer(${[number, ...letters].join(", ")})`;
    const text = status.textContent;
    const body = { quiz: data.subject, question: question.id, choices: mine };
    kept.set(question.id, mine);
    const told = await record(data, "answers", body, `in a cell: ${line}`);
    if (kept.get(question.id) !== mine) return; // answered anew meanwhile
    if (!told.again) kept.delete(question.id);
    status.textContent = `${text} ${told.text}`;
    again.hidden = !told.again;
  };
  fieldset?.addEventListener("change", () => {
    part.clear();
    again.hidden = true;
    kept.delete(question.id);
  });
  check.addEventListener("click", () => {
    if (part.chosen().length === 0) {
      status.textContent = "Choose an answer first.";
      return;
    }
    show();
    void send();
  });
  again.addEventListener("click", () => {
    show();
    void send();
  });

  const before = kept.get(question.id);
  if (!before) return;
  part.choose(before);
  show();
  status.append(" Not recorded yet.");
  again.hidden = false;
}
