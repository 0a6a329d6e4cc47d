import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { NotebookError } from "@llm-course/kernel";
import { chapters } from "../data/chapters.ts";
import type { Plan, Week } from "../plan/index.ts";
import { isCopyOf } from "../working-copies/is-copy-of.ts";
import { type LastRuns, lastRun } from "./last-run.ts";

/**
 * A line for each member with copies of a week's chapters that did not execute since they changed. They are committed as they
 * are: what one has not finished must not keep the others' week.
 *
 * @throws FileError for a conflict that git left in one
 */
export async function unfinishedCopies(week: Week, { members }: Plan, runs: LastRuns): Promise<string[]> {
  const slugs = chapters.filter(({ number }) => week.chapters.includes(number)).map(({ slug }) => slug);
  const lines: string[] = [];
  for (const { name } of members) {
    const files: string[] = [];
    for (const file of copies(slugs, name, runs.root)) if (!(await hasPassed(file, runs))) files.push(file);
    if (files.length > 0)
      lines.push(
        `${name} has copies that did not execute since they changed, and are committed as they are; npx -y pnpm@12 course run ${files.join(" ")}`,
      );
  }
  return lines;
}

async function hasPassed(file: string, runs: LastRuns): Promise<boolean> {
  try {
    return (await lastRun(file, runs)).record !== undefined;
  } catch (error) {
    if (error instanceof NotebookError) return false;
    throw error;
  }
}

function copies(slugs: readonly string[], member: string, root: string): string[] {
  const folder = join(root, "work", member);
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return files
    .filter((file) => slugs.some((slug) => isCopyOf(slug, file)))
    .map((file) => `work/${member}/${file}`);
}
