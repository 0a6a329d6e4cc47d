import { HubError } from "../hub-error.ts";
import type { BlobStore } from "../store/blob-store.ts";
import { StaleParentError } from "../store/errors.ts";
import type { Repository } from "../store/repository.ts";
import type { Change, FileOperation } from "../store/types.ts";
import { isLfsPath, trackPaths } from "./git-attributes.ts";
import { ownsObject } from "./linked-objects.ts";

/**
 * Commits files, and sees to it that git finds LFS objects where it looks for them: `.gitattributes` gets a line for
 * each path that it does not say to be one, in the same commit.
 *
 * @throws HubError InvalidObject for an object that was not uploaded to this repository, and what `Repository.commit`
 * throws
 */
export async function commitFiles(repository: Repository, blobs: BlobStore, change: Change): Promise<string> {
  const large = change.operations.filter((operation) => operation.kind === "addLfs");
  for (const operation of large) await checkObject(repository, blobs, operation);
  if (large.length === 0) return repository.commit(change);
  for (;;) {
    const tip = await repository.resolve(`refs/heads/${change.branch}`);
    const attributes = attributesOf(change.operations) ?? (await readAttributes(repository, tip));
    const tracked = isLfsPath(attributes);
    const untracked = large.map(({ path }) => path).filter((path) => !tracked(path));
    if (untracked.length === 0) return repository.commit(change);
    const content = Buffer.from(trackPaths(attributes, untracked));
    const operations: FileOperation[] = [
      ...change.operations,
      { kind: "add", path: ".gitattributes", content },
    ];
    const parent = change.parent ?? tip;
    try {
      return await repository.commit({ ...change, operations, ...(parent !== undefined && { parent }) });
    } catch (error) {
      // Somebody else's commit came in between, and may have changed the attributes, too.
      if (!(error instanceof StaleParentError) || change.parent !== undefined) throw error;
    }
  }
}

async function checkObject(
  { folder }: Repository,
  blobs: BlobStore,
  { path, oid, size }: Extract<FileOperation, { kind: "addLfs" }>,
): Promise<void> {
  const found = (await ownsObject(folder, oid)) ? await blobs.has(oid) : undefined;
  if (!found)
    throw new HubError(
      "InvalidObject",
      `the file's object was not uploaded to this repository; do so first: ${path}`,
    );
  if (found.size !== size)
    throw new HubError("InvalidObject", `the file's object has ${found.size} bytes, not ${size}: ${path}`);
}

function attributesOf(operations: readonly FileOperation[]): string | undefined {
  const written = operations.findLast(({ path }) => path === ".gitattributes");
  if (written === undefined) return undefined;
  return written.kind === "add" ? Buffer.from(written.content).toString() : "";
}

/** The root's `.gitattributes`; "" where there is none. */
export async function readAttributes(repository: Repository, commit: string | undefined): Promise<string> {
  return (await readSmallFile(repository, commit, ".gitattributes")) ?? "";
}

/** A text file of at most 1 MiB; undefined where there is none. */
export async function readSmallFile(
  repository: Repository,
  commit: string | undefined,
  path: string,
): Promise<string | undefined> {
  const entry = commit === undefined ? undefined : await repository.entry(commit, path);
  if (entry?.type !== "file" || entry.lfs || entry.size > 2 ** 20) return undefined;
  return new Response(await repository.read(entry.oid)).text();
}
