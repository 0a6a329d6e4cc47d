import { dirname, relative } from "node:path";
import { readNotebook } from "@llm-course/kernel";
import type { Command } from "commander";
import { CourseError } from "../errors.ts";
import { givenPath } from "../given-path.ts";
import { findNotebooks } from "../run/find-notebooks.ts";

const HELP = `
The script runs with Node by itself: text is comments, what a cell shows is printed as text. It imports what the notebook
imports, so put it into work/<member>/ or notebooks/. A file that is there is never overwritten.

Examples:
  $ npx -y pnpm@12 course export 4 --script
  $ npx -y pnpm@12 course export 4 --script --out work/ada/sharing.ts
  $ npx -y pnpm@12 exec node work/ada/sharing.ts`;

/** Adds `course export`. */
export function register(program: Command): void {
  program
    .command("export")
    .description("write a notebook as a plain TypeScript script")
    .argument("<notebook>", "a chapter's number or name, or an .ipynb file")
    .requiredOption("--script", "as a script that runs with Node")
    .option("--out <file>", "where to (default: standard output)")
    .addHelpText("after", HELP)
    .action(exportNotebook);
}

async function exportNotebook(notebook: string, { out }: { out?: string }): Promise<void> {
  const [file] = findNotebooks([notebook]);
  if (!file) throw new CourseError(`no notebook: ${notebook}`);
  const { exportScript } = await import("../cells/export-script.ts"); // only now: it loads the compiler
  const script = exportScript(await readNotebook(file.path), file.path);
  if (out === undefined) {
    process.stdout.write(script);
    return;
  }
  const { writeNew } = await import("../working-copies/write-new.ts");
  const path = givenPath(out);
  await writeNew(path, script);
  console.log(`wrote ${relative(process.cwd(), path)}, run it with: node ${relative(dirname(path), path)}`);
}
