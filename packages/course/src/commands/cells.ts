import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { type Command, Option } from "commander";
import { editCells, exportCells, importCells } from "../cells/edit-cells.ts";
import { CourseError } from "../errors.ts";
import { givenPath } from "../given-path.ts";
import { findNotebooks } from "../run/find-notebooks.ts";
import { writeNew } from "../working-copies/write-new.ts";

const HELP = `
The text has a line "// %% id [markdown] {metadata}" before each cell; Markdown and raw cells are comments, one blank line
ends a cell. A marker without an id makes a new cell. Outputs stay in the notebook: unchanged cells keep theirs, a
changed code cell loses them. Without changes the notebook's file stays the same byte for byte.

Examples:
  $ npx -y pnpm@12 course cells 3 --edit                             in $VISUAL or $EDITOR
  $ npx -y pnpm@12 course cells work/ada/03-fine-tuning.ipynb --out cells.ts
  $ npx -y pnpm@12 course cells work/ada/03-fine-tuning.ipynb --in cells.ts`;

interface Flags {
  edit?: boolean;
  out?: string;
  in?: string;
}

/** Adds `course cells`. */
export function register(program: Command): void {
  program
    .command("cells")
    .description("edit a notebook as one .ts file")
    .argument("<notebook>", "a chapter's number or name, or an .ipynb file")
    .addOption(
      new Option("--edit", "open it in your editor, and apply it when that closes").conflicts(["out", "in"]),
    )
    .addOption(
      new Option("--out <file>", "write the cells to this new file; - for standard output").conflicts("in"),
    )
    .option("--in <file>", "apply the cells of this file; - for standard input")
    .addHelpText("after", HELP)
    .action(cells);
}

async function cells(notebook: string, flags: Flags): Promise<void> {
  const [file] = findNotebooks([notebook]);
  if (!file) return;
  if (flags.out !== undefined) {
    const text = await exportCells(file.path);
    if (flags.out === "-") process.stdout.write(text);
    else await writeNew(givenPath(flags.out), text);
  } else if (flags.in !== undefined) {
    const text = flags.in === "-" ? await readStandardInput() : await readText(givenPath(flags.in));
    say(file.path, await importCells(file.path, text, flags.in === "-" ? "standard input" : flags.in));
  } else if (flags.edit) say(file.path, await editCells(file.path));
  else
    throw new CourseError(`expected one of --edit, --out FILE, --in FILE for: ${notebook}`, { exitCode: 2 });
}

const say = (path: string, changed: boolean): void =>
  console.log(`${changed ? "changed" : "unchanged"}: ${relative(process.cwd(), path)}`);

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new CourseError(`cannot read the cells (${(error as NodeJS.ErrnoException).code}): ${path}`);
  }
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
