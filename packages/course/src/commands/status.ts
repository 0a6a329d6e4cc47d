import type { Command } from "commander";
import { givenPath } from "../given-path.ts";
import { learner } from "../plan/learner.ts";
import { readPlan } from "../plan/read-plan.ts";
import { projectRoot } from "../run/project.ts";
import { writeAtomically } from "../run/write-atomically.ts";
import { readStatus } from "../status/read-status.ts";
import { statusTable } from "../status/status-table.ts";

const HELP = `
Sections are those with code that your copies (course open) executed without an error. A question is done when it is
answered; "right" counts last answers.

Examples:
  $ npx -y pnpm@12 course status
  $ npx -y pnpm@12 course status --member ada --json
  $ npx -y pnpm@12 course status --plot progress.svg`;

/** Adds `course status`. */
export function register(program: Command): void {
  program
    .command("status")
    .description("how far each member is: sections, exercises, quizzes and exams by chapter")
    .option("--member <name>", "only this member (default: all of the plan)")
    .option("--json", "print the rows as JSON")
    .option("--plot <file>", "write a picture of it, an SVG")
    .addHelpText("after", HELP)
    .action(status);
}

async function status(flags: { member?: string; json?: boolean; plot?: string }): Promise<void> {
  const root = projectRoot;
  const members = flags.member === undefined ? undefined : [await learner(flags.member, root)];
  const { rows, problems } = await readStatus(readPlan(root), { root, ...(members && { members }) });
  for (const problem of problems) console.error(`warning: ${problem}`);
  console.log(flags.json ? JSON.stringify(rows, null, 2) : statusTable(rows));
  if (flags.plot === undefined) return;
  const file = givenPath(flags.plot);
  const { statusSvg } = await import("../status/status-plot.ts"); // only now: it loads vega
  await writeAtomically(file, await statusSvg(rows));
}
