import type { QuizFormData } from "../form/quiz-form-data.ts";
import { element } from "./element.ts";
import { examForm } from "./exam-form.ts";
import { part } from "./part.ts";
import { quizPart } from "./quiz-part.ts";

/** Makes the forms with this id in the page grade themselves. */
export function start(id: string, data: QuizFormData, tries = 50): void {
  const roots = document.querySelectorAll<HTMLElement>(`[data-form="${id}"]:not([data-mounted])`);
  // Some front ends run scripts before they put what these are for into the page.
  if (roots.length === 0 && tries > 0) setTimeout(start, 100, id, data, tries - 1);
  for (const root of roots) {
    root.setAttribute("data-mounted", "");
    mount(root, data);
  }
}

function mount(root: HTMLElement, data: QuizFormData): void {
  const parts = data.questions.map((question) => part(root, question));
  const how = root.querySelector(".lcq-how");
  if (data.kind === "exam") {
    examForm(parts, data, how);
    return;
  }
  const total = element("p", { role: "status", class: "lcq-total" });
  how?.replaceWith(total);
  const count = () => {
    const graded = parts.flatMap(({ graded }) => graded() ?? []);
    const right = graded.filter(Boolean).length;
    total.textContent = `${right} right of ${graded.length} answered, ${parts.length} in all`;
  };
  for (const [i, each] of parts.entries()) quizPart(each, i + 1, data, count);
}
