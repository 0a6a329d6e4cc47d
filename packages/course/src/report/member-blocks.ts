import type { Block } from "@llm-course/report";
import type { Plan } from "../plan/index.ts";
import type { ChapterStatus, Count } from "../status/course-status.ts";
import { tableBlock } from "./table-block.ts";

/** Who organized what, and how far members came; their exams; a picture of it. */
export async function memberBlocks(plan: Plan, rows: readonly ChapterStatus[]): Promise<Block[]> {
  const members = plan.members.map(({ name, fullName = name }) => {
    const own = rows.filter((row) => row.member === name);
    const organized = own.filter(({ organizes }) => organizes).map(({ chapter }) => chapter);
    const sum = (count: (row: ChapterStatus) => Count) => total(own.map(count));
    const exams = own.filter(({ exam }) => exam?.passed).length;
    return [
      ...[fullName, organized.join(", "), sum(({ sections }) => sections), sum(({ exercises }) => exercises)],
      ...[sum(({ questions }) => questions), right(own), String(exams)],
    ];
  });
  const exams = rows.flatMap(({ member, chapter, title, exam, codeExam }) => [
    ...(exam ? [[member, `${chapter} ${title}`, `${exam.score} of ${exam.total}`, passed(exam.passed)]] : []),
    ...(codeExam ? [[member, `${chapter} ${title}, code`, "", passed(codeExam.passed)]] : []),
  ]);
  const isBegun = rows.some(
    ({ sections, exercises, questions }) => sections.done + exercises.done + questions.done > 0,
  );
  const { statusSvg } = await import("../status/status-plot.ts"); // only now: it loads vega
  return [
    tableBlock(["Member", "Organized", "Sections", "Exercises", "Questions", "Right", "Exams"], members),
    ...(exams.length > 0 ? [tableBlock(["Member", "Exam", "Score", "Result"], exams)] : []),
    ...(isBegun
      ? [
          {
            type: "picture" as const,
            svg: await statusSvg(rows),
            alt: "How far each member came with sections, exercises and questions, chapter by chapter; the table has the sums",
            caption: [{ type: "text" as const, text: "Progress by chapter" }],
          },
        ]
      : []),
  ];
}

const passed = (value: boolean): string => (value ? "passed" : "not passed");

function total(counts: readonly Count[]): string {
  const sum = (key: keyof Count) => counts.reduce((all, count) => all + count[key], 0);
  return `${sum("done")} of ${sum("total")}`;
}

function right(rows: readonly ChapterStatus[]): string {
  const answered = rows.reduce((sum, { questions }) => sum + questions.done, 0);
  const correct = rows.reduce((sum, { questions }) => sum + questions.right, 0);
  return answered === 0 ? "none answered" : `${((100 * correct) / answered).toFixed(0)} %`;
}
