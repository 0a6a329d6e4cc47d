import { readFile } from "node:fs/promises";
import { resolve as absolute, join } from "node:path";
import { checkPath } from "./check-path.ts";
import { checkRefName, isRefName } from "./check-ref-name.ts";
import { createRepository } from "./create-repository.ts";
import {
  InvalidRefNameError,
  PathNotFoundError,
  RefExistsError,
  RepositoryFolderError,
  StaleParentError,
  UnknownRevisionError,
} from "./errors.ts";
import { gitObject } from "./git-object.ts";
import { inTurn } from "./in-turn.ts";
import { lastCommits } from "./last-commits.ts";
import { listRefs } from "./list-refs.ts";
import { ObjectReader } from "./object-reader.ts";
import { reachablePointers } from "./reachable-pointers.ts";
import { readBlob } from "./read-blob.ts";
import { readDiff } from "./read-diff.ts";
import { type LogOptions, readLog } from "./read-log.ts";
import {
  defaultLeftoverAges,
  type LeftoverAges,
  removeLeftovers,
  removeStaleLocks,
} from "./remove-leftovers.ts";
import { runGit } from "./run-git.ts";
import { storeObjects } from "./store-objects.ts";
import { TreeReader } from "./tree-reader.ts";
import type { Change, Commit, Refs, Signature, TreeEntry } from "./types.ts";
import { updateRef } from "./update-ref.ts";
import { formatSignature, writeCommit } from "./write-commit.ts";

export interface OpenOptions {
  /** How old leftovers of killed writers are before they are removed. Default: 10 s for locks, 1 h for files. */
  leftoverAges?: LeftoverAges;
}

const hub: Signature = { name: "Hub", email: "hub@localhost" };

/**
 * One bare git repository. Any number of these, in any number of processes, and pushes by git itself may work on one
 * folder at a time. Methods that take a commit want its full id, which `resolve` gives.
 *
 * Keep one open for as long as it is used: it holds a git process that answers, and what it has learnt. Close it before
 * its folder is moved or removed.
 */
export class Repository implements AsyncDisposable {
  readonly folder: string;
  /** Where clones start, and the one branch that a commit makes when it is missing. */
  readonly defaultBranch: string;
  readonly #ages: LeftoverAges;
  readonly #objects: ObjectReader;
  readonly #trees: TreeReader;

  private constructor(folder: string, defaultBranch: string, ages: LeftoverAges) {
    this.folder = folder;
    this.defaultBranch = defaultBranch;
    this.#ages = ages;
    this.#objects = new ObjectReader(folder);
    this.#trees = new TreeReader(this.#objects);
  }

  /**
   * Makes an empty one; a process that is killed meanwhile leaves nothing at `folder`.
   *
   * @param options.defaultBranch default: `main`
   * @throws RepositoryFolderError where something is already; InvalidRefNameError
   */
  static async create(folder: string, options: { defaultBranch?: string } = {}): Promise<Repository> {
    const { defaultBranch = "main" } = options;
    await createRepository(absolute(folder), checkRefName(defaultBranch));
    return new Repository(absolute(folder), defaultBranch, defaultLeftoverAges);
  }

  /** Opens one, and removes what killed writers have left in it. @throws RepositoryFolderError where there is none */
  static async open(folder: string, options: OpenOptions = {}): Promise<Repository> {
    const { leftoverAges = defaultLeftoverAges } = options;
    const branch = await defaultBranchOf(folder);
    if (branch === undefined) throw new RepositoryFolderError("the folder of a bare git repository", folder);
    await removeLeftovers(absolute(folder), leftoverAges);
    return new Repository(absolute(folder), branch, leftoverAges);
  }

  /** The full id of the commit that a branch, tag, `refs/…`, or commit id of at least 7 digits names, in this order. */
  async resolve(revision: string): Promise<string | undefined> {
    if (!isRefName(revision)) return undefined;
    const names = revision.startsWith("refs/")
      ? [revision]
      : [`refs/heads/${revision}`, `refs/tags/${revision}`];
    if (/^[0-9a-f]{7,40}$/i.test(revision)) names.push(revision);
    const found = await this.#objects.info(names.map((name) => `${name}^{commit}`));
    return found.find((commit) => commit !== undefined)?.oid;
  }

  /**
   * What is in a folder; with `recursive`, in all folders below it as well. In git's order, a folder before its content.
   *
   * @param options.path default: the root
   * @throws PathNotFoundError, UnknownRevisionError, InvalidPathError
   */
  async tree(commit: string, options: { path?: string; recursive?: boolean } = {}): Promise<TreeEntry[]> {
    return await this.#trees.list(checkCommit(commit), options.path ?? "", options.recursive ?? false);
  }

  /** The file or folder at a path. @throws InvalidPathError */
  async entry(commit: string, path: string): Promise<TreeEntry | undefined> {
    return await this.#trees.entry(checkCommit(commit), path);
  }

  /** For each path the newest commit that changed it, or something below it; paths nothing ever changed are left out. */
  async lastCommits(commit: string, paths: string[]): Promise<Map<string, Commit>> {
    return await lastCommits(this.folder, checkCommit(commit), [...new Set(paths)]);
  }

  /** The bytes of a git blob, streamed. @throws PathNotFoundError where there is no such blob */
  async read(oid: string): Promise<ReadableStream<Uint8Array>> {
    const [object] = /^[0-9a-f]{40}$/.test(oid) ? await this.#objects.info([oid]) : [];
    if (object?.type !== "blob") throw new PathNotFoundError(oid, "the repository has no blob of this id");
    return readBlob(this.folder, this.#objects, object);
  }

  /** The history of a commit, newest first. `path`: only what changed this file or folder. */
  async log(commit: string, options: LogOptions = {}): Promise<Commit[]> {
    if (options.path !== undefined) checkPath(options.path);
    return await readLog(this.folder, checkCommit(commit), options);
  }

  /** Commits in the history of one, itself included. */
  async countCommits(commit: string): Promise<number> {
    return Number(await runGit(this.folder, ["rev-list", "--count", checkCommit(commit)]));
  }

  /**
   * What a commit changed against its first parent, as a unified patch in UTF-8.
   *
   * @param options.maxBytes default: 1 MiB. A longer patch is cut after a line, and a last line that begins with `\` says so
   */
  async diff(commit: string, options: { maxBytes?: number } = {}): Promise<string> {
    return await readDiff(this.folder, checkCommit(commit), options.maxBytes ?? 2 ** 20);
  }

  async refs(): Promise<Refs> {
    return await listRefs(this.folder, this.#objects);
  }

  /**
   * Puts one commit on a branch; its operations apply in order, all or none. On the disk when this resolves.
   *
   * Without `parent` it goes on top of whatever is newest, however many write at once. With it, a branch that has moved
   * on throws. A branch that is missing is made only if it is the default one.
   *
   * @returns the commit's id
   * @throws StaleParentError, UnknownRevisionError, InvalidPathError, PathNotFoundError, PathConflictError,
   *   InvalidBlobError, UnsafeContentError, StorageFullError
   */
  async commit(change: Change): Promise<string> {
    const { branch, parent } = change;
    const ref = `refs/heads/${checkRefName(branch)}`;
    return await inTurn(`${this.folder}\0${ref}`, async () => {
      const expected = parent === undefined ? undefined : await this.#require(parent);
      const stored = new Set<string>();
      for (;;) {
        const tip = await this.#at(ref);
        if (expected !== undefined && tip !== expected) throw new StaleParentError(branch, expected, tip);
        if (tip === undefined && branch !== this.defaultBranch) throw new UnknownRevisionError(branch);
        const next = { ...change, parent: tip };
        const id = await writeCommit(this.folder, this.#objects, (name) => this.resolve(name), next, stored);
        if (await updateRef(this.folder, { ref, to: id, from: tip }, this.#ages.locks)) return id;
      }
    });
  }

  /**
   * Makes a branch.
   *
   * @param from a revision; default: the default branch
   * @param options.overwrite moves a branch that exists
   * @param options.empty starts a history of its own, with one commit without files
   * @throws RefExistsError, UnknownRevisionError, InvalidRefNameError
   */
  async createBranch(
    name: string,
    from: string = this.defaultBranch,
    options: { overwrite?: boolean; empty?: boolean } = {},
  ): Promise<void> {
    const ref = `refs/heads/${checkRefName(name)}`;
    const first = { parent: undefined, title: "Initial commit", author: hub, operations: [] };
    const to = options.empty
      ? await writeCommit(this.folder, this.#objects, (revision) => this.resolve(revision), first, new Set())
      : await this.#require(from);
    const made = await updateRef(
      this.folder,
      { ref, to, from: options.overwrite ? "any" : undefined },
      this.#ages.locks,
    );
    if (!made) throw new RefExistsError(name);
  }

  /** @throws UnknownRevisionError; InvalidRefNameError for the default branch */
  async deleteBranch(name: string): Promise<void> {
    if (name === this.defaultBranch) {
      throw new InvalidRefNameError("a branch that is not the repository's default one", name);
    }
    await this.#delete(`refs/heads/${name}`, name);
  }

  /**
   * Makes a tag: an annotated one if there is a message.
   *
   * @param options.author default: the Hub itself
   * @throws RefExistsError, UnknownRevisionError, InvalidRefNameError
   */
  async createTag(
    name: string,
    commit: string,
    options: { message?: string; author?: Signature } = {},
  ): Promise<void> {
    const ref = `refs/tags/${checkRefName(name)}`;
    const target = await this.#require(commit);
    let to = target;
    if (options.message !== undefined && options.message !== "") {
      const who = `${formatSignature(options.author ?? hub)} ${Math.floor(Date.now() / 1000)} +0000`;
      const message = options.message.replaceAll("\0", "").trimEnd();
      const tag = gitObject(
        "tag",
        Buffer.from(`object ${target}\ntype commit\ntag ${name}\ntagger ${who}\n\n${message}\n`),
      );
      await storeObjects(this.folder, [tag]);
      to = tag.oid;
    }
    if (!(await updateRef(this.folder, { ref, to, from: undefined }, this.#ages.locks))) {
      throw new RefExistsError(name);
    }
  }

  /** @throws UnknownRevisionError */
  async deleteTag(name: string): Promise<void> {
    await this.#delete(`refs/tags/${name}`, name);
  }

  /** sha256 of every LFS object that a branch, tag or other ref leads to, for `BlobStore.collect`. May repeat one. */
  reachablePointers(): AsyncGenerator<string> {
    return reachablePointers(this.folder, this.#trees);
  }

  /**
   * Packs loose objects and removes those that nothing has led to for two weeks, if there are many. May take minutes.
   *
   * @param signal ends it; what it has written so far is removed at a later `open`
   * @throws AbortError
   */
  async maintain(signal?: AbortSignal): Promise<void> {
    await runGit(this.folder, ["gc", "--auto", "--quiet"], [], { signal });
  }

  /** Removes locks of refs that killed writers have left, as commits do: a push by git itself would fail on them. */
  async removeStaleLocks(): Promise<void> {
    await removeStaleLocks(this.folder, this.#ages.locks);
  }

  /** Ends the git process; a method that is called later starts another. */
  async close(): Promise<void> {
    await this.#objects.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #at(ref: string): Promise<string | undefined> {
    return (await this.#objects.info([ref]))[0]?.oid;
  }

  async #require(revision: string): Promise<string> {
    const commit = await this.resolve(revision);
    if (commit === undefined) throw new UnknownRevisionError(revision);
    return commit;
  }

  async #delete(ref: string, name: string): Promise<void> {
    const from = isRefName(name) ? await this.#at(ref) : undefined;
    if (from === undefined) throw new UnknownRevisionError(name);
    if (!(await updateRef(this.folder, { ref, to: undefined, from }, this.#ages.locks))) {
      throw new UnknownRevisionError(name);
    }
  }
}

/** Whether a bare repository is at a path, as far as a look at its HEAD says. */
export async function isRepository(folder: string): Promise<boolean> {
  return (await defaultBranchOf(folder)) !== undefined;
}

async function defaultBranchOf(folder: string): Promise<string | undefined> {
  const head = await readFile(join(folder, "HEAD"), "utf8").catch(() => "");
  return /^ref: refs\/heads\/(.+)\n$/.exec(head)?.[1];
}

function checkCommit(id: string): string {
  if (!/^[0-9a-f]{40}$/.test(id)) throw new UnknownRevisionError(id);
  return id;
}
