import { createInterface } from "node:readline";
import { lfsThreshold } from "../service/lfs-threshold.ts";
import { checkRefName } from "../store/check-ref-name.ts";
import { InvalidRefNameError } from "../store/errors.ts";
import { maxPointerBytes, parseLfsPointer } from "../store/lfs-pointer.ts";
import { type ObjectInfo, ObjectReader } from "../store/object-reader.ts";
import { spawnGit } from "../store/run-git.ts";
import { checkSubmodules } from "./check-submodules.ts";
import { PushRefusedError } from "./push-refused-error.ts";
import { TreeChecker } from "./tree-checker.ts";

/** A ref as it is to be; `to` is undefined where it is removed. */
export interface PushedRef {
  ref: string;
  to: string | undefined;
}

export interface PushContext {
  /** The bare repository's. */
  folder: string;
  /** Of the git processes that look at the pushed objects. */
  environment: Record<string, string>;
  /** An LFS object that the repository has. */
  lfsObject(oid: string): Promise<{ size: number } | undefined>;
}

const batchSize = 1000;
const maxTreeBytes = 64 * 2 ** 20;

/**
 * Checks what a push brings, before any ref moves: names of refs and paths, links, submodules, large files, and that
 * the LFS objects are there. That the objects are well-formed git has checked.
 *
 * @throws PushRefusedError
 */
export async function checkPush(refs: readonly PushedRef[], context: PushContext): Promise<void> {
  const { folder, environment } = context;
  const tips = refs.filter(({ to }) => to !== undefined);
  for (const { ref } of tips) checkRef(ref);
  const objects = new ObjectReader(folder, environment);
  try {
    const commits = await objects.info(tips.map(({ to }) => `${to}^{commit}`));
    const other = tips.find((_, i) => commits[i] === undefined);
    if (other)
      throw new PushRefusedError(`a branch or tag has to lead to a commit: ${JSON.stringify(other.ref)}`);
    const trees = new TreeChecker(objects);
    const pushed: string[] = [];
    for await (const batch of newObjects(tips, context)) {
      const infos = await objects.info([...batch.keys()]);
      const known = infos.filter((info) => info !== undefined);
      for (const { oid, type, size } of known) {
        if (type === "commit") pushed.push(oid);
        if (type === "tree" && size > maxTreeBytes)
          throw new PushRefusedError(`a folder has too many files: ${shown(batch, oid)}`);
      }
      await checkBlobs(
        known.filter(({ type }) => type === "blob"),
        batch,
        objects,
        context,
      );
    }
    for (let at = 0; at < pushed.length; at += batchSize) {
      const roots = await objects.info(pushed.slice(at, at + batchSize).map((commit) => `${commit}^{tree}`));
      for (const root of roots) if (root) await trees.check(root.oid);
    }
    for (const blob of trees.submodules) await checkSubmodules(folder, blob, environment);
  } finally {
    await objects.close();
  }
}

function checkRef(ref: string): void {
  const [, name] = /^refs\/(?:heads|tags)\/(.+)$/s.exec(ref) ?? [];
  if (name === undefined)
    throw new PushRefusedError(`only branches and tags can be pushed here: ${JSON.stringify(ref)}`);
  try {
    checkRefName(name);
  } catch (error) {
    if (!(error instanceof InvalidRefNameError)) throw error;
    throw new PushRefusedError(error.message, { cause: error });
  }
}

/** The objects that no ref led to before, with a path that each is at, if any. */
async function* newObjects(
  tips: readonly PushedRef[],
  { folder, environment }: PushContext,
): AsyncGenerator<Map<string, string>> {
  if (tips.length === 0) return;
  const git = spawnGit(folder, ["rev-list", "--objects", "--stdin", "--not", "--all"], { environment });
  git.stdin.end(tips.map(({ to }) => `${to}\n`).join(""));
  let batch = new Map<string, string>();
  for await (const line of createInterface({ input: git.stdout })) {
    batch.set(line.slice(0, 40), line.slice(41));
    if (batch.size < batchSize) continue;
    yield batch;
    batch = new Map();
  }
  await git.done;
  yield batch;
}

async function checkBlobs(
  blobs: readonly ObjectInfo[],
  paths: ReadonlyMap<string, string>,
  objects: ObjectReader,
  { lfsObject }: PushContext,
): Promise<void> {
  const large = blobs.find(({ size }) => size >= lfsThreshold);
  if (large)
    throw new PushRefusedError(
      `the file has ${large.size} bytes; files of ${lfsThreshold} bytes and more go to git-lfs. ` +
        `Install it (git lfs install), then: git lfs migrate import --above=10MB ` +
        `(it rewrites the commits), and push again: ${shown(paths, large.oid)}`,
    );
  const small = blobs.filter(({ size }) => size < maxPointerBytes).map(({ oid }) => oid);
  for (const object of await objects.contents(small)) {
    const pointer = object && parseLfsPointer(object.content);
    if (!pointer) continue;
    const found = await lfsObject(pointer.oid);
    if (found === undefined)
      throw new PushRefusedError(
        `the file is a pointer to an LFS object that this repository does not have; ` +
          `send it with: git lfs push --all origin. ${shown(paths, object.oid)} -> ${pointer.oid}`,
      );
    if (found.size !== pointer.size)
      throw new PushRefusedError(
        `the pointer has the wrong size of its LFS object, expected ${found.size}: ${shown(paths, object.oid)}`,
      );
  }
}

const shown = (paths: ReadonlyMap<string, string>, oid: string) => JSON.stringify(paths.get(oid) || oid);
