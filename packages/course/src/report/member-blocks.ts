import type { Block } from "@llm-course/report";
import type { Plan } from "../plan/index.ts";
import type { ChapterStatus, Count } from "../status/course-status.ts";
import { learningCurve } from "../status/learning-curve.ts";
import type { ReadStatus } from "../status/read-status.ts";
import { tableBlock } from "./table-block.ts";

/** Who organized what, how far members came, their scores in quizzes and exams, and how that grew. */
export async function memberBlocks(
  plan: Plan,
  { rows, events }: Pick<ReadStatus, "rows" | "events">,
): Promise<Block[]> {
  const names = plan.members.map(({ name, fullName = name }) => ({ name, fullName }));
  const isBegun = rows.some(
    ({ sections, exercises, questions }) => sections.done + exercises.done + questions.done > 0,
  );
  return [
    memberTable(names, rows),
    ...quizScores(names, rows),
    ...examScores(names, rows),
    ...(isBegun ? await pictures(rows, events) : []),
  ];
}

interface Name {
  readonly name: string;
  readonly fullName: string;
}

function memberTable(names: readonly Name[], rows: readonly ChapterStatus[]): Block {
  const head = ["Member", "Organized", "Sections", "Exercises", "Questions", "Right", "Exams"];
  const members = names.map(({ name, fullName }) => {
    const own = rows.filter((row) => row.member === name);
    const organized = own.filter(({ organizes }) => organizes).map(({ chapter }) => chapter);
    const sum = (count: (row: ChapterStatus) => Count) => total(own.map(count));
    const exams = own.filter(({ exam }) => exam?.passed).length;
    return [
      ...[fullName, organized.join(", "), sum(({ sections }) => sections), sum(({ exercises }) => exercises)],
      ...[sum(({ questions }) => questions), right(own), String(exams)],
    ];
  });
  return tableBlock(head, members);
}

/** Right answers of each member in each chapter where somebody answered. */
function quizScores(names: readonly Name[], rows: readonly ChapterStatus[]): Block[] {
  const answered = [...Map.groupBy(rows, ({ chapter }) => chapter).values()].filter((chapter) =>
    chapter.some(({ questions }) => questions.done > 0),
  );
  const score = (row: ChapterStatus | undefined) =>
    row === undefined || row.questions.done === 0 ? "" : `${row.questions.right} of ${row.questions.done}`;
  const lines = answered.map((own) => [
    `${own[0]?.chapter} ${own[0]?.title}`,
    own[0]?.questions.total ?? 0,
    ...names.map(({ name }) => score(own.find(({ member }) => member === name))),
  ]);
  const head = ["Quizzes", "Questions", ...names.map(({ fullName }) => `${fullName}: right, of answered`)];
  return lines.length === 0 ? [] : [tableBlock(head, lines)];
}

function examScores(names: readonly Name[], rows: readonly ChapterStatus[]): Block[] {
  const exams = rows.flatMap(({ member, chapter, title, exam, codeExam }) => {
    const who = names.find(({ name }) => name === member)?.fullName ?? member;
    return [
      ...(exam ? [[who, `${chapter} ${title}`, `${exam.score} of ${exam.total}`, passed(exam.passed)]] : []),
      ...(codeExam ? [[who, `${chapter} ${title}, code`, "", passed(codeExam.passed)]] : []),
    ];
  });
  return exams.length === 0 ? [] : [tableBlock(["Member", "Exam", "Score", "Result"], exams)];
}

async function pictures(rows: readonly ChapterStatus[], events: ReadStatus["events"]): Promise<Block[]> {
  // Only now: they load vega.
  const [{ statusSvg }, { learningCurveSvg }] = await Promise.all([
    import("../status/status-plot.ts"),
    import("../status/learning-curve-plot.ts"),
  ]);
  const curve = learningCurve(events);
  const progress = picture(
    await statusSvg(rows),
    "How far each member came with sections, exercises and questions, chapter by chapter; the table has the sums",
    "Progress by chapter.",
  );
  if (curve.length === 0) return [progress];
  return [
    progress,
    picture(
      await learningCurveSvg(curve),
      "Questions right and exercises solved by the end of each day, a line for each member; the tables have the sums",
      "Learning curves: questions whose last answer was right, and exercises solved, at the end of each day.",
    ),
  ];
}

const picture = (svg: string, alt: string, caption: string): Block => ({
  ...{ type: "picture", svg, alt },
  caption: [{ type: "text", text: caption }],
});

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
