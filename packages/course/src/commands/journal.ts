import { join } from "node:path";
import type { Command } from "commander";
import { ensureEntry } from "../journal/ensure-entry.ts";
import { openEditor } from "../lab/open-editor.ts";
import { learner } from "../plan/learner.ts";
import { projectRoot } from "../run/project.ts";
import { chapterNumber } from "./chapter-number.ts";

const HELP = `
Opens it in the editor that VISUAL or EDITOR names; without one, or where there is no terminal, prints its path.

Examples:
  $ npx -y pnpm@12 course journal 3
  $ npx -y pnpm@12 course journal --member ada`;

/** Adds `course journal`. */
export function register(program: Command): void {
  program
    .command("journal")
    .description("today's entry of your lab notebook, which is made if there is none")
    .argument("[chapter]", "what it is about, for its front matter", chapterNumber)
    .option("--member <name>", "whose (default: who you are on this machine)")
    .addHelpText("after", HELP)
    .action(journal);
}

async function journal(chapter: number | undefined, flags: { member?: string }): Promise<void> {
  const member = await learner(flags.member, projectRoot);
  const file = await ensureEntry({ member, chapter, root: projectRoot });
  const { VISUAL, EDITOR } = process.env;
  if (!(VISUAL || EDITOR) || !process.stdout.isTTY) console.log(file);
  else await openEditor(join(projectRoot, file));
}
