import type { Command } from "commander";
import { interrupt } from "../interrupt.ts";
import { findQuiz, quizzesOf } from "../quiz/find-quiz.ts";
import { memberOption } from "../quiz/member-option.ts";
import { runQuiz } from "../quiz/terminal/run-quiz.ts";

const HELP = `
Answer with letters or numbers; where several may be right, with all of them: a c. Each answer is recorded at once, so
Ctrl-C keeps what was answered. The same questions are in the notebooks, as a form: await quiz("3.2").

Examples:
  $ npx -y pnpm@12 course quiz 3               all quizzes of the chapter
  $ npx -y pnpm@12 course quiz 3.2             one section's
  $ printf 'a\\nb c\\n' | npx -y pnpm@12 course quiz 3.2`;

/** Adds `course quiz SECTION`. */
export function register(program: Command): void {
  program
    .command("quiz")
    .description("answer the questions of a chapter or a section")
    .argument("<section>", "a chapter or a section with a quiz, such as 3 or 3.2")
    .option("--seed <text>", "of the choices' order (default: yours, as in the notebook)")
    .option("--member <name>", "who answers (default: as everywhere, see `course open`)")
    .addHelpText("after", HELP)
    .action(async (section: string, options: { seed?: string; member?: string }) => {
      const quizzes = /^\d+$/.test(section) ? quizzesOf(Number(section)) : [findQuiz(section)];
      const member = await memberOption(options.member);
      const conversation = { input: process.stdin, print: console.log, signal: interrupt };
      await runQuiz(quizzes, conversation, { seed: options.seed, member });
    });
}
