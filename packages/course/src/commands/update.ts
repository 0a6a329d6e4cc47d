import { relative } from "node:path";
import type { Command } from "commander";
import { learner } from "../plan/learner.ts";
import { projectRoot } from "../run/project.ts";
import type { MergeChanges } from "../working-copies/merge-notebooks.ts";
import { memberCopies, updateCopy } from "../working-copies/update-copy.ts";

const HELP = `
Cells that only the course changed are taken, yours stay, each with the outputs it has where its source stays. A cell that
both changed is there twice, below a note and tagged "conflict": keep one. Nothing you wrote is deleted. Save and close
the notebook in Jupyter first. Exit code 1: a notebook could not be merged.

Examples:
  $ npx -y pnpm@12 course update                      all your copies
  $ npx -y pnpm@12 course update 3 --member ada`;

/** Adds `course update`. */
export function register(program: Command): void {
  program
    .command("update")
    .description("bring what changed in the course into your copies, cell by cell")
    .argument("[chapter]", "its number or name (default: all your copies)")
    .option("--member <name>", "whose copies (default: who you are on this machine)")
    .addHelpText("after", HELP)
    .action(update);
}

async function update(chapter: string | undefined, { member }: { member?: string }): Promise<void> {
  const name = await learner(member, projectRoot);
  const copies = await memberCopies(name, chapter);
  if (copies.length === 0) console.log(`${name} has no copies; make one with: npx -y pnpm@12 course open 1`);
  for (const path of copies) {
    const shown = relative(process.cwd(), path);
    for (const line of describe(await updateCopy(path))) console.log(`${shown}: ${line}`);
  }
}

/** What an update did, a line for each kind of change. */
export function describe({ taken, added, deleted, conflicts }: MergeChanges): string[] {
  const line = (what: string, ids: string[]) => (ids.length > 0 ? [`${what}: ${ids.join(", ")}`] : []);
  const lines = [
    ...line("changed", taken),
    ...line("new", added),
    ...line("deleted", deleted),
    ...line("to decide (search for the tag conflict)", conflicts),
  ];
  return lines.length > 0 ? lines : ["up to date"];
}
