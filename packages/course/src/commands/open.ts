import { relative } from "node:path";
import type { Command } from "commander";
import { learner } from "../plan/learner.ts";
import { projectRoot } from "../run/project.ts";
import { openCopy } from "../working-copies/open-copy.ts";

const HELP = `
The copy is work/<member>/<chapter>.ipynb and yours: what is there is never overwritten. It starts without outputs.
"course update" brings in what changed in the course since. The member is remembered for other commands.
With --section the copy has that section only, and a first code cell that sets up what the section needs.

Examples:
  $ npx -y pnpm@12 course open 3 --member ada
  $ npx -y pnpm@12 course open 3 --section 3.4
  $ npx -y pnpm@12 course open 3 --no-browser         only make the copy`;

interface Flags {
  member?: string;
  section?: string;
  browser: boolean;
  vscode?: boolean;
  classic?: boolean;
}

/** Adds `course open`. */
export function register(program: Command): void {
  program
    .command("open")
    .description("make your own copy of a chapter and open it")
    .argument("<chapter>", "its number or name")
    .option("--member <name>", "whose copy (default: who you are on this machine)")
    .option("--section <number>", "only this section, such as 3.4")
    .option("--no-browser", "only make the copy")
    .option("--vscode", "open VS Code instead of Jupyter")
    .option("--classic", "the classic notebook, also where there is JupyterLab")
    .addHelpText("after", HELP)
    .action(open);
}

async function open(chapter: string, { member, section, ...flags }: Flags): Promise<void> {
  const name = await learner(member, projectRoot);
  const { path, made } = await openCopy({ chapter, member: name, section });
  console.log(`${made ? "made" : "there already"}: ${relative(process.cwd(), path)}`);
  if (!flags.browser) return;
  const { openLab } = await import("./lab.ts");
  await openLab(path, flags);
}
