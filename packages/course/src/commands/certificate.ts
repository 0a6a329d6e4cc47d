import type { Command } from "commander";
import { CourseError } from "../errors.ts";
import { unknownMemberHint } from "../progress/index.ts";
import { writeCertificate } from "../quiz/exam/write-certificate.ts";
import { memberOption } from "../quiz/member-option.ts";
import { projectRoot } from "../run/project.ts";

/** Adds `course certificate CHAPTER`. */
export function register(program: Command): void {
  program
    .command("certificate")
    .description("write the certificate of an exam that was passed once more")
    .argument("<chapter>", "the chapter's number")
    .option("--member <name>", "whose (default: yours)")
    .action(async (chapter: string, options: { member?: string }) => {
      const member = await memberOption(options.member);
      if (member === undefined) throw new CourseError(unknownMemberHint);
      console.log(await writeCertificate(Number(chapter), member, projectRoot));
    });
}
