import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { git } from "../../../test/git.ts";
import { seededRandom } from "../../../test/random.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { PathConflictError, PathNotFoundError } from "./errors.ts";
import { Repository } from "./repository.ts";
import type { FileOperation } from "./types.ts";

const author = { name: "Ada", email: "ada@example.org" };
// Around "/" (0x2f) in git's order of names, where a folder sorts as if it ended in one.
const names = ["a", "a.b", "a-b", "a0", "b", "ü", "x y", ".h"];

/** What a commit should do, on a plain map of paths to contents. Throws as the repository should. */
function apply(
  files: Map<string, string>,
  operation: FileOperation,
  history: Map<string, Map<string, string>>,
): void {
  const { kind, path } = operation;
  const isFolder = (name: string) => [...files.keys()].some((file) => file.startsWith(`${name}/`));
  const put = (content: string) => {
    const parts = path.split("/");
    for (let length = 1; length < parts.length; length++) {
      const folder = parts.slice(0, length).join("/");
      if (files.has(folder)) throw new PathConflictError("a file is in the way", folder);
    }
    if (isFolder(path)) throw new PathConflictError("a folder is in the way", path);
    files.set(path, content);
  };
  if (kind === "add") put(Buffer.from(operation.content).toString());
  else if (kind === "delete") {
    if (!files.delete(path)) throw new PathNotFoundError(path);
  } else if (kind === "deleteFolder") {
    if (!isFolder(path)) throw new PathNotFoundError(path);
    for (const file of [...files.keys()]) if (file.startsWith(`${path}/`)) files.delete(file);
  } else if (kind === "copy") {
    const source = operation.fromRevision === undefined ? files : history.get(operation.fromRevision);
    const content = source?.get(operation.from);
    if (content === undefined) throw new PathNotFoundError(operation.from);
    put(content);
  }
}

const blobId = (content: string) =>
  createHash("sha1")
    .update(`blob ${Buffer.byteLength(content)}\0${content}`)
    .digest("hex");

it.each([1, 2, 3])(
  "random operations do what they do on a plain map (seed %d)",
  { timeout: 120_000 },
  async (seed) => {
    await using folder = await temporaryFolder();
    await using repository = await Repository.create(join(folder.path, "r.git"));
    const random = seededRandom(seed);
    const pick = <T>(items: T[]) => items[Math.floor(random() * items.length)] as T;
    const path = () => Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(names)).join("/");
    const history = new Map<string, Map<string, string>>();
    let files = new Map<string, string>();
    let refused = 0;
    const somePath = () => (random() < 0.7 && files.size > 0 ? pick([...files.keys()]) : path());
    const someOperation = (): FileOperation => {
      const roll = random();
      if (roll < 0.5)
        return { kind: "add", path: path(), content: Buffer.from(`${Math.floor(random() * 50)}`) };
      if (roll < 0.7) return { kind: "delete", path: somePath() };
      if (roll < 0.8) return { kind: "deleteFolder", path: somePath().split("/")[0] as string };
      if (roll < 0.9 || history.size === 0) return { kind: "copy", path: path(), from: somePath() };
      return { kind: "copy", path: path(), from: somePath(), fromRevision: pick([...history.keys()]) };
    };
    const possible = (operations: FileOperation[]) => {
      try {
        const trial = new Map(files);
        for (const operation of operations) apply(trial, operation, history);
        return true;
      } catch {
        return false;
      }
    };
    for (let round = 0; round < 30; round++) {
      const operations: FileOperation[] = [];
      // Most commits are possible; some are left to chance.
      const careful = random() < 0.8;
      for (let count = 1 + Math.floor(random() * 6); count > 0; count--) {
        const operation = someOperation();
        if (!careful || possible([...operations, operation])) operations.push(operation);
      }
      const next = new Map(files);
      let error: unknown;
      try {
        for (const operation of operations) apply(next, operation, history);
      } catch (thrown) {
        error = thrown;
        refused++;
      }
      const committing = repository.commit({ branch: "main", title: `${round}`, author, operations });
      if (error) {
        await expect(committing).rejects.toThrow((error as Error).constructor as new () => Error);
        continue;
      }
      const commit = await committing;
      files = next;
      history.set(commit, files);
      const tree = await repository.tree(commit, { recursive: true });
      const found = tree.filter(({ type }) => type === "file").map(({ path, oid }) => [path, oid]);
      const expected = Array.from(files, ([path, content]) => [path, blobId(content)]);
      expect(found.sort()).toEqual(expected.sort());
    }
    expect(refused).toBeGreaterThan(0);
    expect(history.size).toBeGreaterThan(20);
    expect(git(repository.folder, ["fsck", "--strict", "--no-dangling"])).toBe("");
    git(folder.path, ["clone", "--quiet", "r.git", "clone"]);
    const listed = git(join(folder.path, "clone"), ["-c", "core.quotePath=false", "ls-files"])
      .trim()
      .split("\n");
    expect(listed.filter(Boolean).sort()).toEqual([...files.keys()].sort());
    for (const [path, content] of files) {
      expect(await readFile(join(folder.path, "clone", path), "utf8")).toBe(content);
    }
  },
);

it("a commit of many files becomes a pack that git finds no fault with", async () => {
  await using folder = await temporaryFolder();
  await using repository = await Repository.create(join(folder.path, "r.git"));
  const contents = Array.from({ length: 300 }, (_, i) => Buffer.alloc(i * 7, `${i}`));
  const operations = contents.map(
    (content, i): FileOperation => ({ kind: "add", path: `${i % 7}/${i}`, content }),
  );
  const commit = await repository.commit({ branch: "main", title: "Many", author, operations });
  expect(git(repository.folder, ["count-objects", "-v"])).toMatch(/^count: 0\n.*packs: 1\n/s);
  expect(git(repository.folder, ["fsck", "--strict", "--full"])).toBe("");
  const sizes = (await repository.tree(commit, { recursive: true })).filter(({ type }) => type === "file");
  expect(sizes.map(({ size }) => size).sort((a, b) => a - b)).toEqual(contents.map(({ length }) => length));
});

it("an empty repository stays whole when its last file goes, and takes files again", async () => {
  await using folder = await temporaryFolder();
  await using repository = await Repository.create(join(folder.path, "r.git"));
  const commit = (operations: FileOperation[]) =>
    repository.commit({ branch: "main", title: "x", author, operations });
  await commit([]);
  await commit([{ kind: "add", path: "a/b/c", content: Buffer.from("1") }]);
  const empty = await commit([{ kind: "delete", path: "a/b/c" }]);
  expect(await repository.tree(empty)).toEqual([]);
  await commit([{ kind: "add", path: "a", content: Buffer.from("1") }]);
  expect(git(repository.folder, ["ls-tree", "--name-only", "-r", "main"])).toBe("a\n");
  expect(git(repository.folder, ["fsck", "--strict"])).toBe("");
});
