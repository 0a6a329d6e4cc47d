import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import type { Command } from "commander";
import { CourseError } from "../errors.ts";
import { givenPath } from "../given-path.ts";
import { learner } from "../plan/learner.ts";
import { readPlan } from "../plan/read-plan.ts";
import { exportProgress, importProgress } from "../progress/transfer.ts";
import { projectRoot } from "../run/project.ts";
import { writeAtomically } from "../run/write-atomically.ts";

const HELP = `
Progress is in work/<member>/progress.jsonl, which git carries from machine to machine. These commands are for machines
without a common repository. An import adds what is missing and changes nothing else.

Examples:
  $ npx -y pnpm@12 course progress export ada.jsonl --member ada
  $ npx -y pnpm@12 course progress import ada.jsonl`;

/** Adds `course progress export` and `course progress import`. */
export function register(program: Command): void {
  const progress = program
    .command("progress")
    .description("write the members' progress to a file, or add that of a file")
    .addHelpText("after", HELP);
  progress
    .command("export")
    .description("write all events as JSON, one a line")
    .argument("<file>")
    .option("--member <name>", "only this member's")
    .action(async (file: string, flags: { member?: string }) => {
      const member = flags.member === undefined ? undefined : await learner(flags.member, projectRoot);
      const text = exportProgress(member === undefined ? {} : { member });
      await writeAtomically(givenPath(file), text);
      console.log(`${text.split("\n").length - 1} events written: ${file}`);
    });
  progress
    .command("import")
    .description("add the events that are not here yet")
    .argument("<file>")
    .action(async (file: string) => {
      const path = givenPath(file);
      const text = await readFile(path, "utf8").catch((cause) => {
        throw new CourseError(`a file that can be read expected: ${file}`, { cause });
      });
      const members = readPlan().members.map(({ name }) => name);
      const { read, added } = importProgress(text, { file: relative(process.cwd(), path), members });
      console.log(`${added} of ${read} events are new: ${file}`);
    });
}
