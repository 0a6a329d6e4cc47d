import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative } from "node:path";
import { CourseError } from "../errors.ts";
import { givenPath } from "../given-path.ts";
import { projectRoot } from "./project.ts";

/**
 * A notebook to run, and the name it goes by: `01-transformer-models`, `solutions/01-transformer-models`; a learner's copy by its
 * place, `work/ada/01-transformer-models`.
 */
export interface NotebookFile {
  chapter: string;
  path: string;
}

/** Thrown when no notebook goes by the name given; `existing` lists those that do. */
export class UnknownChapterError extends CourseError {
  override name = "UnknownChapterError";
  readonly given: string;
  readonly existing: string[];
  constructor(given: string, existing: string[]) {
    super(`unknown chapter, existing ones are ${existing.join(", ") || "none"}: ${given}`, { exitCode: 2 });
    this.given = given;
    this.existing = existing;
  }
}

/** Thrown for a path that leads nowhere. */
export class NoNotebookError extends CourseError {
  override name = "NoNotebookError";
}

/** By its path below the notebooks' folder, with `work/` when it is a working copy, or by its file name elsewhere. */
function named(path: string, folder: string): NotebookFile {
  const name = below(folder, path) ?? below(dirname(folder), path, "work/") ?? basename(path);
  return { chapter: name.replace(/\.ipynb$/, ""), path };
}

/** The path from a folder down to a file, with `/`; undefined when it does not begin so. */
function below(folder: string, path: string, begin = ""): string | undefined {
  const way = relative(folder, path).replaceAll("\\", "/");
  return way.startsWith("..") || isAbsolute(way) || !way.startsWith(begin) ? undefined : way;
}

/**
 * Finds the notebooks of the chapters given, or of all chapters in their order.
 *
 * @param chapters numbers (`1`, `01`), names (`01-transformer-models`) or paths of `.ipynb` files, from where the command was given
 * @param folder where the chapters' notebooks are
 * @throws UnknownChapterError when there is no such chapter, NoNotebookError when there is no such file
 */
export function findNotebooks(chapters: string[], folder = join(projectRoot, "notebooks")): NotebookFile[] {
  const existing = readdirSync(folder)
    .filter((name) => /^\d+-.*\.ipynb$/.test(name))
    .sort();
  const all = existing.map((name) => named(join(folder, name), folder));
  if (chapters.length === 0) return all;
  const find = (given: string): NotebookFile => {
    const path = givenPath(given);
    if (given.endsWith(".ipynb") && existsSync(path)) return named(path, folder);
    // A mistyped path must not stand for the course's own notebook of that name.
    if (/[/\\]/.test(given))
      throw new NoNotebookError(`a path of a notebook expected, there is no file: ${given}`, { exitCode: 2 });
    const number = /^\d+$/.test(given) ? Number(given) : undefined;
    const found = all.find(({ chapter }) =>
      number === undefined ? chapter === basename(given, ".ipynb") : Number.parseInt(chapter, 10) === number,
    );
    if (!found)
      throw new UnknownChapterError(
        given,
        all.map(({ chapter }) => chapter),
      );
    return found;
  };
  return [...new Map(chapters.map(find).map((file) => [file.path, file])).values()];
}
