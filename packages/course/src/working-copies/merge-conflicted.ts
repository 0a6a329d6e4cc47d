import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Notebook, readNotebook, writeNotebook } from "@llm-course/kernel";
import { CourseError } from "../errors.ts";
import { gitIn, zeroSeparated } from "../git/git.ts";
import { conflictLine } from "../status/section-progress.ts";
import { baseOf } from "./cell-hash.ts";
import { type MergeChanges, mergeNotebooks } from "./merge-notebooks.ts";

/**
 * Merges a notebook that git could not, cell by cell, from the three versions that git keeps of it (`git show :1:`, `:2:`,
 * `:3:`): what both come from, ours and theirs. The file is replaced; git's index is not touched, `git add` is the reader's.
 *
 * @throws CourseError when git has no such conflict for this file, it is merged already, or one side deleted it.
 */
export async function mergeConflicted(path: string): Promise<MergeChanges> {
  const shown = relative(process.cwd(), path);
  const stages = await unmergedStages(path);
  if (stages.size === 0) {
    throw new CourseError(
      `git keeps no unmerged versions; get them with: git checkout --merge ${shown}; notebook: ${shown}`,
    );
  }
  // Whoever has begun to merge by hand would lose it.
  if (stages.has("2") && stages.has("3") && conflictLine(await readFile(path, "utf8")) === undefined) {
    throw new CourseError(
      `a notebook with git's conflict marks expected, this one is merged already: git add it, or begin anew with git checkout --merge ${shown}; notebook: ${shown}`,
    );
  }
  const folder = await mkdtemp(join(tmpdir(), "merge-"));
  const stage = async (number: string): Promise<Notebook | undefined> => {
    const blob = stages.get(number);
    if (blob === undefined) return undefined;
    const file = join(folder, `${number}-${basename(path)}`);
    await writeFile(file, await gitIn(dirname(path))(["cat-file", "blob", blob]));
    return readNotebook(file);
  };
  try {
    const [base, mine, theirs] = [await stage("1"), await stage("2"), await stage("3")];
    if (!mine || !theirs) {
      const side = mine ? "theirs" : "ours";
      throw new CourseError(`one side (${side}) deleted it; decide with git add or git rm: ${shown}`);
    }
    const { notebook, changes } = mergeNotebooks({
      base: base ? baseOf(base) : [],
      mine,
      theirs,
      theirName: "the other side",
      eitherOutputs: true,
    });
    await writeNotebook(path, { ...notebook, metadata: mergeMetadata(base, mine, theirs) });
    return changes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The blobs of the versions 1, 2, 3 of a file that git could not merge. */
async function unmergedStages(path: string): Promise<Map<string, string>> {
  const list = await gitIn(dirname(path))(["ls-files", "--unmerged", "-z", "--", basename(path)]);
  return new Map(
    zeroSeparated(list).map((line) => {
      const [, blob = "", number = ""] = (line.split("\t")[0] ?? "").split(" ");
      return [number, blob];
    }),
  );
}

/** Key by key: theirs where only they changed it, else mine. */
function mergeMetadata(base: Notebook | undefined, mine: Notebook, theirs: Notebook): Notebook["metadata"] {
  const keys = new Set([...Object.keys(mine.metadata), ...Object.keys(theirs.metadata)]);
  const entries = [...keys].map((key) => {
    const unchanged = isDeepStrictEqual(mine.metadata[key], base?.metadata[key]);
    return [key, unchanged ? theirs.metadata[key] : mine.metadata[key]] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
