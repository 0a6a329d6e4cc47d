import { chapters } from "../data/chapters.ts";
import type { Plan, Week } from "../plan/index.ts";
import type { ChapterStatus, Count } from "../status/course-status.ts";

/** A commit that members made before. */
export interface EarlierCommit {
  /** The author's address. */
  email: string;
  subject: string;
}

/**
 * The message of a week's commit: what each member did, chapter by chapter, and committed, and who organized. Commits of
 * others are left out: they are the course's own, too.
 *
 * @param rows of `courseStatus`, of all members
 * @param commits since the week before, about the week's chapters
 */
export function weekMessage(
  week: Week,
  plan: Plan,
  { rows, commits }: { rows: readonly ChapterStatus[]; commits: readonly EarlierCommit[] },
): string {
  const members = plan.members.map(({ name, git }) => {
    const done = rows
      .filter((row) => row.member === name && week.chapters.includes(row.chapter))
      .flatMap(line);
    const own = commits.filter(({ email }) => email.toLowerCase() === git?.toLowerCase());
    return [`${name}:`, ...(done.length > 0 ? done : ["- nothing recorded"]), ...commitLine(own)].join("\n");
  });
  const organized = week.chapters.map((number) => {
    const title = chapters.find((chapter) => chapter.number === number)?.title;
    return `- chapter ${number}, ${title}: ${plan.organizers.get(number)}`;
  });
  return `${[
    `Week ${week.number}${week.title ? `: ${week.title}` : ""}`,
    ...members,
    ...(organized.length > 0 ? [`Organized by\n${organized.join("\n")}`] : []),
  ].join("\n\n")}\n`;
}

function line(row: ChapterStatus): string[] {
  const part = ({ done, total }: Count, what: string) => (done > 0 ? [`${done} of ${total} ${what}`] : []);
  const { questions, exam, codeExam } = row;
  const parts = [
    ...part(row.sections, "sections"),
    ...part(row.exercises, "exercises"),
    ...part(questions, `questions (${questions.right} right)`),
    ...(exam ? [`exam ${exam.passed ? "passed" : "failed"} (${exam.score}/${exam.total})`] : []),
    ...(codeExam ? [`code exam ${codeExam.passed ? "passed" : "failed"}`] : []),
  ];
  return parts.length > 0 ? [`- chapter ${row.chapter}: ${parts.join(", ")}`] : [];
}

/** How many subjects are written out. */
const shown = 5;

function commitLine(commits: readonly EarlierCommit[]): string[] {
  if (commits.length === 0) return [];
  const subjects = commits.slice(0, shown).map(({ subject }) => `  - ${subject}`);
  const more = commits.length > shown ? [`  - and ${commits.length - shown} more`] : [];
  return [`- ${commits.length} ${commits.length === 1 ? "commit" : "commits"}`, ...subjects, ...more];
}
