import { mkdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { type Command, Option } from "commander";
import { givenPath } from "../given-path.ts";
import { interrupt } from "../interrupt.ts";
import type { ReportFormat } from "../report/report-formats.ts";
import { defaultOutput, projectRoot } from "../run/project.ts";
import { writeAtomically } from "../run/write-atomically.ts";

const HELP = `
The report is made of report/report.md, which is the team's own text ("What did not work" is a part of it), the summaries of
the chapters, the figures of the last run, the plan, and members' progress. What is missing is marked in it, and said here.

Examples:
  $ npx -y pnpm@12 course report
  $ npx -y pnpm@12 course report --format pdf docx
  $ npx -y pnpm@12 course run && npx -y pnpm@12 course report    with the outputs of a new run`;

interface Flags {
  format: ReportFormat[];
  output: string;
}

/** Adds `course report`. */
export function register(program: Command): void {
  program
    .command("report")
    .description("build the final report (HTML, PDF, Word) and the book of executed notebooks")
    .addOption(
      new Option("--format <names...>", "what to make")
        .choices(["html", "pdf", "docx", "book"])
        .default(["html", "pdf", "docx", "book"], "all"),
    )
    .option(
      "--output <folder>",
      "where the last run left its results, and the report goes",
      givenPath,
      defaultOutput,
    )
    .addHelpText("after", HELP)
    .action(report);
}

async function report({ format, output }: Flags): Promise<void> {
  // Only now: it loads the compiler of the PDF.
  const [{ buildReport }, { reportFormats }] = await Promise.all([
    import("../report/build-report.ts"),
    import("../report/report-formats.ts"),
  ]);
  const built = await buildReport({ root: projectRoot, output });
  for (const warning of built.warnings) console.error(`warning: ${warning}`);
  const site = join(output, "site");
  for (const name of Object.keys(reportFormats) as ReportFormat[]) {
    if (!format.includes(name) || interrupt.aborted) continue;
    const { files, warnings = [] } = await reportFormats[name](built);
    for (const warning of warnings) console.error(`warning: ${warning}`);
    for (const [path, content] of files) {
      await mkdir(dirname(join(site, path)), { recursive: true });
      await writeAtomically(join(site, path), content);
    }
    const [first = ""] = files.has("index.html") ? ["index.html"] : files.keys();
    console.log(relative(process.cwd(), join(site, first)));
  }
}
