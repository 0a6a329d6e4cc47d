import type { Command } from "commander";
import { givenPath } from "../given-path.ts";
import { currentMember } from "../plan/current-member.ts";
import { defaultOutput, projectRoot } from "../run/project.ts";
import { runWeek } from "../week/run-week.ts";
import { weekNumber } from "./next.ts";

const HELP = `
Commits what members have in work/, their journal entries and the summaries of the week's chapters, and nothing else, then
tags the commit week-1-ada, after who works on this machine (week-1-ada.2 and so on when there is more later). Before, the notebooks of the week's chapters must have executed
(course run); members' copies that did not are named in a warning; summaries/figures.json gets the figures of that run. Hooks of git are
not run.

Examples:
  $ npx -y pnpm@12 course week 1 --dry-run
  $ npx -y pnpm@12 course week 1`;

/** Adds `course week [n]`. */
export function register(program: Command): void {
  program
    .command("week")
    .description("commit and tag a week's work")
    .argument("[n]", "its number (default: the week that is now)", weekNumber)
    .option("--dry-run", "show what would be committed, and write nothing", false)
    .option("--output <folder>", "where the last run left its results", defaultOutput)
    .addHelpText("after", HELP)
    .action(week);
}

async function week(number: number | undefined, flags: { dryRun: boolean; output: string }): Promise<void> {
  const { week, files, message, tag, commit, warnings } = await runWeek({
    ...{ number, root: projectRoot, member: await currentMember({ cwd: givenPath() }) },
    ...flags,
  });
  for (const warning of warnings) console.error(`warning: ${warning}`);
  if (tag === undefined) return console.log(`week ${week.number}: nothing new since its last tag`);
  if (commit === undefined) console.log(`${message}\nFiles:`);
  for (const file of files) console.log(`  ${file}`);
  const what = files.length === 0 ? "tag" : "commit and tag";
  console.log(commit === undefined ? `would ${what}: ${tag}` : `${tag}: ${commit}`);
}
