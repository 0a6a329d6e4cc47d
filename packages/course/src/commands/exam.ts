import type { Command } from "commander";
import { interrupt } from "../interrupt.ts";
import { learner } from "../plan/learner.ts";
import { memberOption } from "../quiz/member-option.ts";
import { projectRoot } from "../run/project.ts";
import { chapterNumber } from "./chapter-number.ts";

const HELP = `
Questions come in an order of the seed's, without explanations until the end; 80 % right passes, and leaves a certificate
at work/<member>/certificates/chapter-3.svg. Each try draws anew. Ctrl-C leaves without a trace.

The code exam is a small program to complete. It is graded by hidden tests in a process that may read its own copy only,
write nothing and start nothing, in ten seconds; the network is not shut off, so grade what you wrote yourself.

It is an honour system: the questions' keys and the hidden tests are in the repository and can be read.

Examples:
  $ npx -y pnpm@12 course exam 3
  $ npx -y pnpm@12 course exam 3 --code        writes the program to complete
  $ npx -y pnpm@12 course exam 3 --grade       grades it`;

interface Flags {
  seed?: string;
  member?: string;
  code?: true;
  grade?: true;
}

/** Adds `course exam CHAPTER`. */
export function register(program: Command): void {
  program
    .command("exam")
    .description("sit the exam of a chapter, or its code exam")
    .argument("<chapter>", "the chapter's number", chapterNumber)
    .option("--seed <text>", "of the draw (default: another one for each try)")
    .option("--member <name>", "who sits it (default: as everywhere, see `course open`)")
    .option("--code", "write the program to complete (chapters 3 and 6)")
    .option("--grade", "grade the program")
    .addHelpText("after", HELP)
    .action(async (chapter: number, flags: Flags) => {
      if (flags.code || flags.grade) await sitCode(chapter, flags);
      else await sitQuestions(chapter, flags);
    });
}

async function sitQuestions(chapter: number, { seed, ...flags }: Flags): Promise<void> {
  const { examOf } = await import("../quiz/exam/exam-of.ts");
  const { nextSeed } = await import("../quiz/exam/record-exam.ts");
  const { runExam } = await import("../quiz/terminal/run-exam.ts");
  const member = await memberOption(flags.member);
  const exam = examOf(chapter, seed ?? (await nextSeed(chapter, { member })));
  const conversation = { input: process.stdin, print: console.log, signal: interrupt };
  const report = await runExam(exam, conversation, { member });
  if (report && !report.passed) process.exitCode = 1;
}

async function sitCode(chapter: number, { seed, grade, ...flags }: Flags): Promise<void> {
  const member = await learner(flags.member, projectRoot);
  const { codeExam } = await import("../code-exams/index.ts");
  const { sitCodeExam, writeTemplate } = await import("../code-exams/sit-code-exam.ts");
  const exam = await codeExam(chapter);
  if (!grade) {
    const { file, written } = await writeTemplate(exam, { member });
    console.log(written ? `complete it: ${file}` : `there already, and left as it is: ${file}`);
    return;
  }
  const { tests, passed, printed } = await sitCodeExam(exam, { member, seed, signal: interrupt });
  for (const { name, passed: ok, feedback } of tests) {
    console.log(`${ok ? "✓" : "✗"} ${name}`);
    if (feedback) console.log(`    ${feedback.replaceAll("\n", "\n    ")}`);
  }
  if (printed.trim()) console.log(`The program printed:\n  | ${printed.trim().replaceAll("\n", "\n  | ")}`);
  const right = tests.filter((test) => test.passed).length;
  console.log(
    `${right} of ${tests.length} tests passed: ${passed ? "the exam is passed" : "not passed yet"}`,
  );
  if (!passed) process.exitCode = 1;
}
