import type { Command } from "commander";
import { checks } from "../doctor/checks.ts";
import { formatFinding, type NamedFinding, runChecks } from "../doctor/run-checks.ts";
import { interrupt } from "../interrupt.ts";

const HELP = `
Each requirement is one line: [ok], [warn] (a part will not work, or slowly) or [fail] (the course will not run), and
below it what mends it. The last line times a matrix product; multiply the times stated in the notebooks by its factor.
Nothing is downloaded or sent. Exit code 1: something failed.

Examples:
  $ npx -y pnpm@12 course doctor
  $ npx -y pnpm@12 course doctor --json > doctor.json`;

export function register(program: Command): void {
  program
    .command("doctor")
    .description("check that this machine can run the course")
    .option("--json", "print the findings as JSON")
    .addHelpText("after", HELP)
    .action(doctor);
}

async function doctor({ json = false }: { json?: boolean }): Promise<void> {
  const findings: NamedFinding[] = [];
  for await (const finding of runChecks(checks())) {
    if (interrupt.aborted) return;
    findings.push(finding);
    if (!json) console.log(formatFinding(finding));
  }
  if (json) console.log(JSON.stringify(findings, null, 2));
  if (findings.some(({ status }) => status === "fail")) process.exitCode = 1;
}
