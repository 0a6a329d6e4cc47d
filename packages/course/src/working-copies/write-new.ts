import { randomUUID } from "node:crypto";
import { link, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { type Notebook, writeNotebook } from "@llm-course/kernel";
import { CourseError } from "../errors.ts";

/** Thrown instead of writing over a file. */
export class FileExistsError extends CourseError {
  override name = "FileExistsError";
}

/**
 * Writes a notebook or a text to a file that must not be there yet; whole or not at all.
 *
 * @throws FileExistsError
 */
export async function writeNew(path: string, content: Notebook | string): Promise<void> {
  const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    if (typeof content === "string") await writeFile(temporary, content, { flag: "wx" });
    else await writeNotebook(temporary, content);
    // Unlike a rename, a link does not replace what is there, also when two commands run at once.
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const shown = relative(process.cwd(), path);
    throw new FileExistsError(`expected a name that is free, nothing is overwritten: ${shown}`);
  } finally {
    await rm(temporary, { force: true });
  }
}
