import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { figuresText } from "../figures/figures-text.ts";
import { figuresPath } from "../figures/read-figures.ts";
import { type Git, gitIn } from "../git/git.ts";
import { planWeek, readPlan, type Week } from "../plan/index.ts";
import { readEvents } from "../progress/read-events.ts";
import { readChecks } from "../run/run-chapters.ts";
import { writeAtomically } from "../run/write-atomically.ts";
import { courseStatus } from "../status/course-status.ts";
import { changedFiles } from "./changed-files.ts";
import { checkRepository } from "./check-repository.ts";
import { commitFiles } from "./commit-files.ts";
import { executedChapters } from "./executed-chapters.ts";
import { unfinishedCopies } from "./unfinished-copies.ts";
import { type EarlierCommit, weekMessage } from "./week-message.ts";
import { freeTag, tagsOf } from "./week-tags.ts";

export interface WeekCommit {
  week: Week;
  /** What is in the commit. */
  files: string[];
  message: string;
  /** Missing when there is nothing to commit, and the week has its tag. */
  tag?: string;
  /** Missing where nothing was done. */
  commit?: string;
  warnings: string[];
}

/**
 * Commits a week: makes sure that its notebooks executed, writes what came out of the run to
 * `summaries/figures.json`, and commits and tags what belongs to the week.
 *
 * @param options.number of the week; default the one that is now
 * @param options.member whose machine this is, for the tag; missing where nobody is known
 * @param options.dryRun do all but write
 * @param options.output where the last run left its results
 * @throws CourseError and FileError for what must be put right before; then nothing was changed
 */
export async function runWeek({
  number,
  member,
  dryRun = false,
  root,
  output,
}: {
  number?: number | undefined;
  member?: string | undefined;
  dryRun?: boolean;
  root: string;
  output: string;
}): Promise<WeekCommit> {
  const plan = readPlan(root);
  const week = planWeek(plan, number);
  const git = gitIn(root);
  const head = await checkRepository(root, git);
  const { files: changed, leftOut } = await changedFiles(week, plan, { root, git });
  const runs = { root, checks: await readChecks(output) };
  const { executed, missing } = await executedChapters(week, runs);
  const unfinished = await unfinishedCopies(week, plan, runs);
  // What cannot be read stops the week: its message would say for ever that nothing was done.
  const events = await Promise.all(plan.members.map(({ name }) => readEvents({ member: name, root })));
  const { rows, problems } = courseStatus(plan, events.flat(), { root });
  const figures = await figuresText(executed, { root, output });
  const isNew = executed.length > 0 && !isSame(join(root, figuresPath), figures);
  const files = [...new Set([...changed, ...(isNew ? [figuresPath] : [])])].sort();
  const message = weekMessage(week, plan, { rows, commits: await earlierCommits(week, git) });
  const tags = await tagsOf(week.number, git);
  const tag = freeTag(week.number, tags, member);
  const result = {
    ...{ week, files, message },
    warnings: [
      ...missing,
      ...missingSummaries(
        week,
        executed.map(({ slug }) => slug),
        root,
      ),
      ...unfinished,
      ...problems,
      ...leftOut,
    ],
  };
  if (files.length === 0 && tags.length > 0) return result;
  if (dryRun) return { ...result, tag };
  const putBack = isNew ? await replaceFigures(join(root, figuresPath), figures) : async () => {};
  try {
    const committed = await commitFiles(files, { git, head, message, tag });
    if (!committed) return result;
    const { commit, warning } = committed;
    return { ...result, tag, commit, warnings: [...result.warnings, ...(warning ? [warning] : [])] };
  } catch (error) {
    await putBack();
    throw error;
  }
}

/** @returns what makes it as it was */
async function replaceFigures(path: string, text: string): Promise<() => Promise<void>> {
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  await mkdir(dirname(path), { recursive: true });
  await writeAtomically(path, text);
  return () => (before === undefined ? rm(path) : writeAtomically(path, before));
}

const isSame = (path: string, text: string): boolean =>
  existsSync(path) && readFileSync(path, "utf8").replaceAll("\r\n", "\n") === text;

function missingSummaries({ chapters }: Week, slugs: readonly string[], root: string): string[] {
  return chapters.flatMap((chapter) => {
    const name = String(chapter).padStart(2, "0");
    const isExpected = slugs.some((slug) => slug.startsWith(`${name}-`));
    const file = `summaries/${name}.md`;
    return isExpected && !existsSync(join(root, file)) ? [`chapter ${chapter} has no summary: ${file}`] : [];
  });
}

/** What members committed since the week before, in files about the week's chapters. */
async function earlierCommits({ number, chapters }: Week, git: Git): Promise<EarlierCommit[]> {
  const before = (await tagsOf(number - 1, git)).map((tag) => `^refs/tags/${tag}`);
  const paths = chapters.flatMap((chapter) => {
    const name = String(chapter).padStart(2, "0");
    return [
      ...[`:(glob)work/*/${name}-*`, `:(glob)work/*/*/chapter-${chapter}.*`],
      `:(literal)summaries/${name}.md`,
    ];
  });
  if (paths.length === 0) paths.push(":(glob)work/*/report.md");
  const log = await git(["log", "--no-merges", "--format=%aE%x00%s", "HEAD", ...before, "--", ...paths]);
  return log
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [email = "", subject = ""] = line.split("\0");
      return { email, subject };
    });
}
