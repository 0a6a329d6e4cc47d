import type { Command } from "commander";
import { learner } from "../plan/learner.ts";
import { writeCertificate } from "../quiz/exam/write-certificate.ts";
import { projectRoot } from "../run/project.ts";
import { chapterNumber } from "./chapter-number.ts";

/** Adds `course certificate CHAPTER`. */
export function register(program: Command): void {
  program
    .command("certificate")
    .description("write the certificate of an exam that was passed once more")
    .argument("<chapter>", "the chapter's number", chapterNumber)
    .option("--member <name>", "whose (default: yours)")
    .action(async (chapter: number, options: { member?: string }) => {
      const member = await learner(options.member, projectRoot);
      console.log(await writeCertificate(chapter, member, projectRoot));
    });
}
