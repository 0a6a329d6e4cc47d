import { relative } from "node:path";
import { type Command, Option } from "commander";
import { checks } from "../doctor/checks.ts";
import { formatFinding, type NamedFinding, runChecks } from "../doctor/run-checks.ts";
import { givenPath } from "../given-path.ts";
import { interrupt } from "../interrupt.ts";

const HELP = `
Each requirement is one line: [ok], [warn] (a part will not work, or slowly) or [fail] (the course will not run), and
below it what mends it. The last line times a matrix product; multiply the times stated in the notebooks by its factor.
Nothing is downloaded or sent. Exit code 1: something failed.
With --merge: merges a notebook that git could not, cell by cell, from the versions that git keeps of it. A cell that both
sides changed is there twice, below a note and tagged "conflict". Then "git add" it.

Examples:
  $ npx -y pnpm@12 course doctor
  $ npx -y pnpm@12 course doctor --json > doctor.json
  $ npx -y pnpm@12 course doctor --merge work/ada/03-fine-tuning.ipynb`;

export function register(program: Command): void {
  program
    .command("doctor")
    .description("check that this machine can run the course")
    .addOption(new Option("--json", "print the findings as JSON").conflicts("merge"))
    .option("--merge <notebook>", "merge a notebook with git conflicts cell by cell, and check nothing")
    .addHelpText("after", HELP)
    .action(doctor);
}

async function doctor({ json = false, merge }: { json?: boolean; merge?: string }): Promise<void> {
  if (merge !== undefined) return mergeNotebook(givenPath(merge));
  const findings: NamedFinding[] = [];
  for await (const finding of runChecks(checks())) {
    if (interrupt.aborted) return;
    findings.push(finding);
    if (!json) console.log(formatFinding(finding));
  }
  if (json) console.log(JSON.stringify(findings, null, 2));
  if (findings.some(({ status }) => status === "fail")) process.exitCode = 1;
}

/** Only then: what it needs must not keep doctor from starting. */
async function mergeNotebook(path: string): Promise<void> {
  const { mergeConflicted } = await import("../working-copies/merge-conflicted.ts");
  const { conflicts } = await mergeConflicted(path);
  const shown = relative(process.cwd(), path);
  if (conflicts.length > 0) console.log(`to decide (search for the tag conflict): ${conflicts.join(", ")}`);
  console.log(`merged; when it is as you want it: git add ${shown}`);
}
