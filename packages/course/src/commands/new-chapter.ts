import { join, relative } from "node:path";
import type { Command } from "commander";
import { newChapter } from "../cells/new-chapter.ts";
import { chapters } from "../data/chapters.ts";
import { CourseError } from "../errors.ts";
import { projectRoot } from "../run/project.ts";
import { writeNew } from "../working-copies/write-new.ts";

const HELP = `
The notebook has the chapter's title, the place of the cost line, and the sections that the course's data gives it. A notebook
that is there is never overwritten.

Examples:
  $ npx -y pnpm@12 course new-chapter 7`;

/** Adds `course new-chapter`. */
export function register(program: Command): void {
  program
    .command("new-chapter")
    .description("begin a chapter's notebook in the course's form")
    .argument("<chapter>", "its number")
    .addHelpText("after", HELP)
    .action(create);
}

async function create(given: string): Promise<void> {
  const chapter = chapters.find(
    ({ number, slug }) => slug === given || (/^\d+$/.test(given) && number === Number(given)),
  );
  if (!chapter) {
    throw new CourseError(`unknown chapter, expected one from 0 to ${chapters.length - 1}: ${given}`, {
      exitCode: 2,
    });
  }
  const path = join(projectRoot, "notebooks", `${chapter.slug}.ipynb`);
  await writeNew(path, newChapter(chapter));
  console.log(`wrote ${relative(process.cwd(), path)}`);
}
