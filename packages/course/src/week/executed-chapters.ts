import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Notebook, readNotebook } from "@llm-course/kernel";
import { chapters } from "../data/chapters.ts";
import { CourseError, FileError } from "../errors.ts";
import type { Plan, Week } from "../plan/index.ts";
import type { NotebookChecks } from "../run/checks.ts";
import { sourceHash } from "../run/run-hash.ts";
import { conflictLine } from "../status/section-progress.ts";

/** A chapter's notebook, with the record of its last run. */
export interface ExecutedChapter {
  slug: string;
  notebook: Notebook;
  record: NotebookChecks;
}

/**
 * The notebooks of a week's chapters, with their runs.
 *
 * @param checks the records of the last runs
 * @returns also the titles of chapters that have no notebook yet
 * @throws CourseError when one of them, or a member's copy, did not execute since it changed; FileError for a conflict in one
 */
export async function executedChapters(
  week: Week,
  plan: Plan,
  { root, checks }: { root: string; checks: readonly NotebookChecks[] },
): Promise<{ executed: ExecutedChapter[]; missing: string[] }> {
  const recordOf = new Map(checks.map((record) => [record.path, record]));
  const executed: ExecutedChapter[] = [];
  const missing: string[] = [];
  const open: string[] = [];
  for (const number of week.chapters) {
    const chapter = chapters.find((each) => each.number === number);
    if (!chapter) continue;
    const path = `notebooks/${chapter.slug}.ipynb`;
    if (!existsSync(join(root, path))) {
      missing.push(`chapter ${number} (${chapter.title}) has no notebook yet`);
      continue;
    }
    for (const file of [path, ...copies(chapter.slug, plan, root)]) {
      const notebook = await read(root, file);
      const record = recordOf.get(file);
      if (!record?.run?.passed || record.hash !== sourceHash(notebook)) open.push(file);
      else if (file === path) executed.push({ slug: chapter.slug, notebook, record });
    }
  }
  if (open.length > 0)
    throw new CourseError(
      `week ${week.number} has notebooks that did not execute since they changed; first: npx -y pnpm@12 course run ${open.join(" ")}`,
    );
  return { executed, missing };
}

function copies(slug: string, { members }: Plan, root: string): string[] {
  return members.flatMap(({ name }) => {
    const folder = join(root, "work", name);
    const files = existsSync(folder) ? readdirSync(folder).sort() : [];
    return files
      .filter((file) => file.startsWith(`${slug}.`) && file.endsWith(".ipynb"))
      .map((file) => `work/${name}/${file}`);
  });
}

async function read(root: string, file: string): Promise<Notebook> {
  const line = conflictLine(readFileSync(join(root, file), "utf8"));
  if (line !== undefined)
    throw new FileError(`a merge conflict; npx -y pnpm@12 course doctor says what mends it: ${file}`, {
      file,
      line,
    });
  return readNotebook(join(root, file));
}
