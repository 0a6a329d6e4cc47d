import { createInterface } from "node:readline";
import { maxPointerBytes } from "./lfs-pointer.ts";
import { spawnGit } from "./run-git.ts";
import type { TreeReader } from "./tree-reader.ts";

const batchSize = 1000;

/** sha256 of every LFS object that a pointer in the history of any ref names. */
export async function* reachablePointers(folder: string, trees: TreeReader): AsyncGenerator<string> {
  const git = spawnGit(folder, [
    "rev-list",
    "--all",
    "--objects",
    "--no-object-names",
    "--filter=object:type=blob",
    `--filter=blob:limit=${maxPointerBytes}`,
  ]);
  git.stdin.end();
  let blobs: string[] = [];
  for await (const oid of createInterface({ input: git.stdout })) {
    blobs.push(oid);
    if (blobs.length < batchSize) continue;
    yield* await trees.pointers(blobs);
    blobs = [];
  }
  // A history that was not read to its end would let objects be collected that are needed.
  await git.done;
  yield* await trees.pointers(blobs);
}
