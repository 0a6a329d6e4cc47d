import { plainTable } from "@llm-course/notebook/plain-table";
import type { ChapterStatus, Count } from "./course-status.ts";

const fraction = ({ done, total }: Count): string => (total === 0 ? "–" : `${done}/${total}`);

function examText({ exam, codeExam }: ChapterStatus): string {
  const texts = [
    exam && `${exam.passed ? "passed" : "failed"} ${exam.score}/${exam.total}`,
    codeExam && `code ${codeExam.passed ? "passed" : "failed"}`,
  ].filter(Boolean);
  return texts.join(", ") || "–";
}

/** The status as text for a terminal or a pipe, a line for each member and chapter, then one for each member. */
export function statusTable(rows: readonly ChapterStatus[]): string {
  const column = (name: string, text: (row: ChapterStatus) => string, numeric = false) => ({
    name,
    numeric,
    cells: rows.map((row) => ({ text: text(row) })),
  });
  const table = plainTable(
    [
      column("member", ({ member }) => member),
      column("week", ({ week }) => String(week ?? "–"), true),
      column("chapter", ({ chapter, title }) => `${String(chapter).padStart(2)} ${title}`),
      column("organizes", ({ organizes }) => (organizes ? "yes" : "")),
      column("sections", ({ sections }) => fraction(sections), true),
      column("exercises", ({ exercises }) => fraction(exercises), true),
      column("quiz", ({ questions }) => fraction(questions), true),
      column("right", ({ questions }) => (questions.done === 0 ? "–" : String(questions.right)), true),
      column("exam", examText),
    ],
    rows.length,
  );
  const totals = [...Map.groupBy(rows, ({ member }) => member)].map(([member, own]) => {
    const sum = (of: (row: ChapterStatus) => Count) =>
      fraction(own.map(of).reduce((a, b) => ({ done: a.done + b.done, total: a.total + b.total })));
    const exams = own.filter(({ exam }) => exam?.passed).length;
    return `${member}: ${sum((row) => row.sections)} sections, ${sum((row) => row.exercises)} exercises, ${sum((row) => row.questions)} questions, ${exams} exams passed`;
  });
  return [table, "", ...totals].join("\n");
}
