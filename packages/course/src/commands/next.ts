import { type Command, InvalidArgumentError } from "commander";
import { givenPath } from "../given-path.ts";
import { currentMember } from "../plan/current-member.ts";
import { learner } from "../plan/learner.ts";
import { planWeek } from "../plan/plan-week.ts";
import { readPlan } from "../plan/read-plan.ts";
import { projectRoot } from "../run/project.ts";
import { nextSteps, type Step } from "../status/next-steps.ts";
import { readStatus } from "../status/read-status.ts";

/** The number of a week, from 1. */
export function weekNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("expected the number of a week, from 1.");
  return Number(text);
}

/** Adds `course next`. */
export function register(program: Command): void {
  program
    .command("next")
    .description("what you do next in the week that is now, and the command for it")
    .option("--member <name>", "for whom (default: who you are on this machine)")
    .option("--week <n>", "of another week", weekNumber)
    .option("--all", "everything that is left, not only the first")
    .action(next);
}

async function next(flags: { member?: string; week?: number; all?: boolean }): Promise<void> {
  const root = projectRoot;
  const member = await learner(flags.member, root);
  const plan = readPlan(root);
  const week = planWeek(plan, flags.week);
  const { rows, problems } = await readStatus(plan, { root, members: [member] });
  for (const problem of problems) console.error(`warning: ${problem}`);
  const steps = nextSteps(rows, week, { root });
  // Commands find out themselves who is learning, if they can.
  const known = await currentMember({ root, cwd: givenPath() }).catch(() => undefined);
  const whose = known === member ? "" : ` --member ${member}`;
  const title = week.title ? ` (${week.title})` : "";
  console.log(`${member}, week ${week.number}${title}, ${week.from} to ${week.to}: ${left(steps)}`);
  for (const { text, minutes, command } of flags.all ? steps : steps.slice(0, 1)) {
    console.log(
      `\n${text}${minutes === undefined ? "" : `, about ${minutes} minutes`}\n  ${command}${/ (open|quiz|exam|journal) /.test(command) ? whose : ""}`,
    );
  }
}

const left = ({ length }: Step[]): string =>
  length === 0 ? "all done" : `${length} ${length === 1 ? "step" : "steps"} left`;
