import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { git } from "../../../test/git.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import {
  InvalidRefNameError,
  PathConflictError,
  PathNotFoundError,
  RefExistsError,
  RepositoryFolderError,
  StaleParentError,
  UnknownRevisionError,
  UnsafeContentError,
} from "./errors.ts";
import { Repository } from "./repository.ts";
import type { FileOperation } from "./types.ts";

afterEach(() => vi.unstubAllEnvs());

const author = { name: "Ada", email: "ada@example.org" };
const add = (path: string, text: string): FileOperation => ({
  kind: "add",
  path,
  content: Buffer.from(text),
});

async function workshop() {
  const folder = await temporaryFolder();
  const repository = await Repository.create(join(folder.path, "r.git"));
  return {
    path: folder.path,
    repository,
    commit: (operations: FileOperation[], more: { branch?: string; parent?: string; title?: string } = {}) =>
      repository.commit({ branch: "main", title: "A commit", author, operations, ...more }),
    text: async (commit: string, path: string) =>
      await new Response(await repository.read((await repository.entry(commit, path))?.oid ?? "")).text(),
    async [Symbol.asyncDispose]() {
      await repository.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

it("git clones what was committed, finds no fault with it and shows the same history", async () => {
  await using it = await workshop();
  const first = await it.commit([add("a/b.txt", "one\n"), add("c.txt", "two\n")], { title: "First" });
  const second = await it.repository.commit({
    branch: "main",
    title: "Second\nline",
    description: "# Why\n\nBecause.\n\nCo-authored-by: Bob <bob@example.org>",
    author: { name: "A <d> a\n", email: "ada@example.org" },
    operations: [add("c.txt", "three\n")],
  });
  git(it.path, ["clone", "--quiet", "r.git", "clone"]);
  const clone = join(it.path, "clone");
  expect(await readFile(join(clone, "a/b.txt"), "utf8")).toBe("one\n");
  expect(await readFile(join(clone, "c.txt"), "utf8")).toBe("three\n");
  expect(git(it.repository.folder, ["fsck", "--strict"])).toBe("");
  expect(git(clone, ["log", "--format=%H %an <%ae> %s"])).toBe(
    `${second} A d a <ada@example.org> Second line\n${first} Ada <ada@example.org> First\n`,
  );
  const log = await it.repository.log(second);
  expect(log).toEqual([
    {
      id: second,
      parents: [first],
      title: "Second line",
      message: "# Why\n\nBecause.\n\nCo-authored-by: Bob <bob@example.org>",
      authors: ["A d a", "Bob"],
      date: new Date(git(clone, ["log", "-1", "--format=%cI"]).trim()),
    },
    expect.objectContaining({ id: first, parents: [], title: "First", message: "", authors: ["Ada"] }),
  ]);
  expect(await it.repository.log(second, { skip: 1, limit: 5 })).toEqual(log.slice(1));
  expect(await it.repository.log(second, { path: "a" })).toEqual(log.slice(1));
  expect(await it.repository.countCommits(second)).toBe(2);
});

it("lists trees as git does, and pointers with the size of what they point to", async () => {
  await using it = await workshop();
  const oid = createHash("sha256").update("big").digest("hex");
  const commit = await it.commit([
    add("a.txt", "1"),
    add("a/b/c.txt", "22"),
    add("a-b", "333"),
    { kind: "addLfs", path: "model.bin", oid, size: 5_000_000_000 },
  ]);
  const tree = await it.repository.tree(commit, { recursive: true });
  const expected = git(it.repository.folder, ["ls-tree", "-r", "-t", "-l", "main"]).trim().split("\n");
  expect(
    tree.map(({ path, type, oid, size, lfs }) => {
      const bytes = type === "directory" ? "-" : `${lfs?.pointerSize ?? size}`;
      return `${type === "directory" ? "040000 tree" : "100644 blob"} ${oid} ${bytes.padStart(7)}\t${path}`;
    }),
  ).toEqual(expected);
  const pointer = tree.find(({ path }) => path === "model.bin");
  expect(pointer).toMatchObject({ size: 5_000_000_000, lfs: { oid, size: 5_000_000_000, pointerSize: 135 } });
  expect(await it.repository.entry(commit, "model.bin")).toEqual(pointer);
  expect((await it.repository.tree(commit)).map(({ path }) => path)).toEqual([
    "a-b",
    "a.txt",
    "a",
    "model.bin",
  ]);
  expect((await it.repository.tree(commit, { path: "a" })).map(({ path }) => path)).toEqual(["a/b"]);
  expect(await it.repository.entry(commit, "a/b")).toMatchObject({ path: "a/b", type: "directory", size: 0 });
  expect(await it.repository.entry(commit, "a/x")).toBeUndefined();
  await expect(it.repository.tree(commit, { path: "x" })).rejects.toThrow(PathNotFoundError);
  await expect(it.repository.tree(commit, { path: "a.txt" })).rejects.toThrow(PathNotFoundError);
  await expect(it.repository.tree("0".repeat(40))).rejects.toThrow(UnknownRevisionError);
  await expect(it.repository.tree("--output=x")).rejects.toThrow(UnknownRevisionError);
});

it("streams small and large blobs, and knows what is none", async () => {
  await using it = await workshop();
  const large = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * i) % 251));
  const commit = await it.commit([
    { kind: "add", path: "large", content: large },
    add("empty", ""),
    add("s", "small"),
  ]);
  const { oid = "" } = (await it.repository.entry(commit, "large")) ?? {};
  expect(Buffer.from(await new Response(await it.repository.read(oid)).arrayBuffer()).equals(large)).toBe(
    true,
  );
  expect(await it.text(commit, "empty")).toBe("");
  expect(await it.text(commit, "s")).toBe("small");
  const reader = (await it.repository.read(oid)).getReader();
  await reader.read();
  await reader.cancel();
  for (const id of ["0".repeat(40), commit, "main:s", "--batch"]) {
    await expect(it.repository.read(id)).rejects.toThrow(PathNotFoundError);
  }
});

it("resolves branches before tags before commit ids, and no expression of git's", async () => {
  await using it = await workshop();
  const first = await it.commit([add("a", "1")]);
  const second = await it.commit([add("a", "2")]);
  await it.repository.createBranch("x", first);
  await it.repository.createTag("x", second);
  await it.repository.createTag("v1", second, { message: "The first\n\nof many" });
  await it.repository.createBranch("feature/y", "v1");
  git(it.repository.folder, ["update-ref", "refs/pr/1", first]);
  const expected = {
    x: first,
    "refs/tags/x": second,
    main: second,
    v1: second,
    "feature/y": second,
    "refs/pr/1": first,
    [first]: first,
    [first.slice(0, 8)]: first,
  };
  for (const [revision, commit] of Object.entries(expected)) {
    expect([revision, await it.repository.resolve(revision)]).toEqual([revision, commit]);
  }
  const blob = (await it.repository.entry(first, "a"))?.oid ?? "";
  const others = [
    "",
    "main~1",
    "main^",
    "main:a",
    "@",
    "@{-1}",
    ":/A",
    "HEAD",
    "y",
    "--all",
    "x\nmain",
    "../x",
    blob,
  ];
  for (const revision of others) {
    expect([revision, await it.repository.resolve(revision)]).toEqual([revision, undefined]);
  }
});

it("makes, lists and removes branches and tags", async () => {
  await using it = await workshop();
  await expect(it.repository.createBranch("x")).rejects.toThrow(UnknownRevisionError);
  const first = await it.commit([add("a", "1")]);
  const second = await it.commit([add("a", "2")]);
  await it.repository.createBranch("dev/one", first);
  await it.repository.createTag("light", first);
  await it.repository.createTag("heavy", "main", { message: "Two\n\nlines", author });
  expect(await it.repository.refs()).toEqual({
    branches: [
      { name: "dev/one", commit: first },
      { name: "main", commit: second },
    ],
    tags: [
      { name: "heavy", commit: second, message: "Two\n\nlines" },
      { name: "light", commit: first },
    ],
  });
  await expect(it.repository.createBranch("main")).rejects.toThrow(RefExistsError);
  await expect(it.repository.createBranch("dev")).rejects.toThrow(RefExistsError);
  await expect(it.repository.createBranch("main/x")).rejects.toThrow(RefExistsError);
  await expect(it.repository.createTag("light", second)).rejects.toThrow(RefExistsError);
  await expect(it.repository.createTag("new", "nowhere")).rejects.toThrow(UnknownRevisionError);
  await it.repository.createBranch("dev/one", second, { overwrite: true });
  expect(await it.repository.resolve("dev/one")).toBe(second);
  await it.repository.createBranch("own", undefined, { empty: true });
  expect(await it.repository.tree((await it.repository.resolve("own")) ?? "")).toEqual([]);
  git(it.repository.folder, ["pack-refs", "--all"]);
  for (const name of ["dev/one", "own"]) await it.repository.deleteBranch(name);
  for (const name of ["light", "heavy"]) await it.repository.deleteTag(name);
  expect(await it.repository.refs()).toEqual({ branches: [{ name: "main", commit: second }], tags: [] });
  await expect(it.repository.deleteBranch("dev/one")).rejects.toThrow(UnknownRevisionError);
  await expect(it.repository.deleteTag("../heads/main")).rejects.toThrow(UnknownRevisionError);
  await expect(it.repository.deleteBranch("main")).rejects.toThrow(InvalidRefNameError);
  expect(git(it.repository.folder, ["fsck", "--strict", "--no-dangling"])).toBe("");
});

it("makes no branch or tag of a name that is none, and commits to none", async () => {
  await using it = await workshop();
  await it.commit([add("a", "1")]);
  await expect(it.repository.createBranch("a..b")).rejects.toThrow(InvalidRefNameError);
  await expect(it.repository.createTag("../x", "main")).rejects.toThrow(InvalidRefNameError);
  await expect(it.commit([], { branch: "--all" })).rejects.toThrow(InvalidRefNameError);
});

it("commits nothing on a parent that is not the newest commit", async () => {
  await using it = await workshop();
  const first = await it.commit([add("a", "1")]);
  const second = await it.commit([add("a", "2")], { parent: first });
  const stale = it.commit([add("a", "3")], { parent: first });
  await expect(stale).rejects.toThrow(StaleParentError);
  await expect(stale).rejects.toMatchObject({ branch: "main", parent: first, current: second });
  await expect(it.commit([add("a", "3")], { parent: "f".repeat(40) })).rejects.toThrow(UnknownRevisionError);
  await expect(it.commit([add("a", "3")], { branch: "other" })).rejects.toThrow(UnknownRevisionError);
  expect((await it.repository.log(second)).map(({ id }) => id)).toEqual([second, first]);
});

it("of writers that all saw the same parent, one wins", async () => {
  await using it = await workshop();
  const parent = await it.commit([add("a", "1")]);
  const writers = Array.from({ length: 8 }, (_, i) => it.commit([add("a", `${i}`)], { parent }));
  const outcomes = await Promise.allSettled(writers);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(StaleParentError);
  }
});

it("says what stands in the way of an operation, and commits none of the others", async () => {
  await using it = await workshop();
  const before = await it.commit([add("folder/file", "1")]);
  const good = add("new", "x");
  await expect(it.commit([good, add("folder/file/x", "1")])).rejects.toThrow(PathConflictError);
  await expect(it.commit([good, add("folder", "1")])).rejects.toThrow(PathConflictError);
  await expect(it.commit([good, { kind: "delete", path: "none" }])).rejects.toThrow(PathNotFoundError);
  await expect(it.commit([good, { kind: "delete", path: "folder" }])).rejects.toThrow(PathNotFoundError);
  await expect(it.commit([good, { kind: "deleteFolder", path: "folder/file" }])).rejects.toThrow(
    PathNotFoundError,
  );
  await expect(it.commit([good, { kind: "delete", path: "folder/file/x" }])).rejects.toThrow(
    PathNotFoundError,
  );
  await expect(it.commit([good, { kind: "copy", path: "b", from: "folder" }])).rejects.toThrow(
    PathNotFoundError,
  );
  const copy: FileOperation = { kind: "copy", path: "b", from: "new", fromRevision: "nowhere" };
  await expect(it.commit([good, copy])).rejects.toThrow(UnknownRevisionError);
  expect(await it.repository.resolve("main")).toBe(before);
});

it("refuses what git's own check finds unsafe", async () => {
  await using it = await workshop();
  const before = await it.commit([add("a", "1")]);
  const modules = '[submodule "x"]\n\tpath = x\n\turl = --upload-pack=touch /tmp/owned\n';
  await expect(it.commit([add(".gitmodules", modules)])).rejects.toThrow(UnsafeContentError);
  const many = Array.from({ length: 60 }, (_, i) => add(`${i}`, `${i}`));
  await expect(it.commit([...many, add(".gitmodules", modules)])).rejects.toThrow(UnsafeContentError);
  expect(await it.repository.resolve("main")).toBe(before);
});

it("takes commits by git push and by itself in turn, and keeps what only git can make", async () => {
  await using it = await workshop();
  await it.commit([add("run.sh", "#!/bin/sh\n"), add("a", "1")]);
  git(it.path, ["clone", "--quiet", "r.git", "clone"]);
  const clone = join(it.path, "clone");
  await chmod(join(clone, "run.sh"), 0o755);
  await symlink("/etc/passwd", join(clone, "link"));
  await writeFile(join(clone, "a"), "2");
  git(clone, ["update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},module`]);
  git(clone, ["add", "run.sh", "link", "a"]);
  git(clone, ["commit", "--quiet", "-m", "By git"]);
  git(clone, ["push", "--quiet"]);
  const commit = await it.commit([
    add("run.sh", "#!/bin/sh\necho\n"),
    { kind: "copy", path: "go.sh", from: "run.sh" },
  ]);
  expect(git(it.repository.folder, ["ls-tree", "main"]).replaceAll(/ [0-9a-f]{40}/g, "")).toBe(
    "100644 blob\ta\n100755 blob\tgo.sh\n120000 blob\tlink\n160000 commit\tmodule\n100755 blob\trun.sh\n",
  );
  // A link is the text it holds, and leads nowhere here.
  expect(await it.text(commit, "link")).toBe("/etc/passwd");
  expect((await it.repository.tree(commit)).map(({ path }) => path)).toEqual([
    "a",
    "go.sh",
    "link",
    "run.sh",
  ]);
  expect(await it.repository.entry(commit, "module")).toBeUndefined();
});

it("keeps names that are no UTF-8", async () => {
  await using it = await workshop();
  const blob = git(it.repository.folder, ["hash-object", "-w", "--stdin"], "x").trim();
  const line = Buffer.concat([
    Buffer.from(`100644 blob ${blob}\tn`),
    Buffer.from([0xff, 0]),
    Buffer.from(""),
  ]);
  const tree = git(it.repository.folder, ["mktree", "-z"], line).trim();
  const first = git(it.repository.folder, ["commit-tree", "-m", "x", tree]).trim();
  git(it.repository.folder, ["update-ref", "refs/heads/main", first]);
  const second = await it.commit([add("a", "1")]);
  expect(git(it.repository.folder, ["ls-tree", "--name-only", "main"])).toBe('a\n"n\\377"\n');
  expect((await it.repository.tree(second)).map(({ path }) => path)).toEqual(["a", "n\ufffd"]);
});

it("finds the last commit of each path as git does, also across merges", async () => {
  await using it = await workshop();
  await it.commit([add("a/1", "1"), add("a/2", "1"), add('"q"', "1"), add("*", "1"), add("ü/ä", "1")]);
  git(it.path, ["clone", "--quiet", "r.git", "clone"]);
  const clone = join(it.path, "clone");
  await it.commit([add("a/1", "2"), add("both", "main")]);
  await writeFile(join(clone, "both"), "side");
  await writeFile(join(clone, "a/2"), "side");
  git(clone, ["add", "."]);
  git(clone, ["commit", "--quiet", "-m", "Side"]);
  git(clone, ["fetch", "--quiet"]);
  git(clone, ["merge", "--quiet", "--no-commit", "-s", "ours", "origin/main"]);
  await writeFile(join(clone, "both"), "merged");
  await writeFile(join(clone, "a/1"), "2");
  git(clone, ["add", "."]);
  git(clone, ["commit", "--quiet", "-m", "Merge"]);
  git(clone, ["push", "--quiet"]);
  const tip = await it.commit([add("last", "1")]);
  const entries = await it.repository.tree(tip, { recursive: true });
  const paths = entries.map(({ path }) => path);
  expect(paths).toContain("ü/ä");
  const found = await it.repository.lastCommits(tip, [...paths, "none"]);
  expect([...found.keys()].sort()).toEqual([...paths].sort());
  for (const { path } of entries.filter(({ type }) => type === "file")) {
    const log = ["--literal-pathspecs", "log", "-1", "--format=%H", "main", "--", path];
    expect([path, found.get(path)?.id]).toEqual([path, git(it.repository.folder, log).trim()]);
  }
  // Nothing below it was changed by the merge itself.
  expect(found.get("a")?.title).toBe("Side");
  expect(found.get("both")?.title).toBe("Merge");
  expect(found.get("a/2")?.title).toBe("Side");
});

it("gives the patch against the first parent, cut after a line where it is too long", async () => {
  await using it = await workshop();
  const text = Array.from({ length: 50 }, (_, i) => `line ${i} ü\n`).join("");
  const first = await it.commit([add("a.txt", text), add("b", "1")]);
  const second = await it.commit([
    add("a.txt", text.replace("line 7 ", "changed ")),
    { kind: "delete", path: "b" },
  ]);
  expect(await it.repository.diff(first)).toBe(
    git(it.repository.folder, [
      "-c",
      "core.quotePath=false",
      "diff-tree",
      "-p",
      "--root",
      "--no-commit-id",
      first,
    ]),
  );
  const patch = await it.repository.diff(second);
  expect(patch).toBe(git(it.repository.folder, ["diff", first, second]));
  expect(patch).toContain("+changed ü\n");
  const cut = await it.repository.diff(second, { maxBytes: 100 });
  const lines = cut.split("\n");
  expect(lines.at(-2)).toBe("\\ Cut here: the patch has more than 100 bytes");
  expect(patch.startsWith(lines.slice(0, -2).join("\n"))).toBe(true);
  expect(lines.length).toBeGreaterThan(3);
});

it("lists the LFS objects that any ref leads to, and no others", async () => {
  await using it = await workshop();
  const oid = (digit: string) => digit.repeat(64);
  const lfs = (path: string, digit: string): FileOperation => ({
    kind: "addLfs",
    path,
    oid: oid(digit),
    size: 9,
  });
  await it.commit([lfs("a", "1"), add("text", "no pointer")]);
  await it.commit([lfs("a", "2")]);
  await it.repository.createBranch("dev");
  await it.commit([lfs("b", "3")], { branch: "dev" });
  await it.repository.createBranch("gone");
  await it.commit([lfs("b", "4")], { branch: "gone" });
  await it.repository.deleteBranch("gone");
  const found = new Set<string>();
  for await (const each of it.repository.reachablePointers()) found.add(each);
  expect([...found].sort()).toEqual([oid("1"), oid("2"), oid("3")]);
});

it("refuses to list a tree without end, which a push of a few kilobytes can bring", async () => {
  await using it = await workshop();
  const folder = it.repository.folder;
  let tree = git(folder, ["mktree"]).trim();
  for (let depth = 0; depth < 10; depth++) {
    const items = Array.from({ length: 10 }, (_, i) => `040000 tree ${tree}\t${i}\n`);
    tree = git(folder, ["mktree"], items.join("")).trim();
  }
  const commit = git(folder, ["commit-tree", "-m", "x", tree]).trim();
  await expect(it.repository.tree(commit, { recursive: true })).rejects.toThrow(/more than 200000/);
  expect(await it.repository.tree(commit)).toHaveLength(10);
});

it("is not led astray by the user's git: no settings, variables or hooks", async () => {
  await using it = await workshop();
  const home = join(it.path, "home");
  await mkdir(join(home, ".config/git"), { recursive: true });
  await mkdir(join(home, "hooks"));
  const witness = join(it.path, "hook-ran");
  const hook = `#!/bin/sh\ntouch ${witness}\n`;
  for (const hooks of [join(home, "hooks"), join(it.repository.folder, "hooks")]) {
    await mkdir(hooks, { recursive: true });
    await writeFile(join(hooks, "reference-transaction"), hook, { mode: 0o755 });
  }
  await writeFile(
    join(home, ".gitconfig"),
    `[core]\n\thooksPath = ${home}/hooks\n[log]\n\tshowSignature = true\n`,
  );
  vi.stubEnv("HOME", home);
  vi.stubEnv("XDG_CONFIG_HOME", join(home, ".config"));
  vi.stubEnv("GIT_DIR", join(home, "elsewhere"));
  vi.stubEnv("GIT_OBJECT_DIRECTORY", join(home, "objects"));
  vi.stubEnv("GIT_CONFIG_COUNT", "1");
  vi.stubEnv("GIT_CONFIG_KEY_0", "core.hooksPath");
  vi.stubEnv("GIT_CONFIG_VALUE_0", join(home, "hooks"));
  const commit = await it.commit([add("a", "1")]);
  expect(await it.repository.log(commit)).toHaveLength(1);
  await expect(stat(witness)).rejects.toThrow(/ENOENT/);
});

it("makes a repository whole or not at all, and none where something is", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "models/ada/m.git");
  await using repository = await Repository.create(path, { defaultBranch: "trunk" });
  expect(repository.defaultBranch).toBe("trunk");
  expect(await readdir(join(folder.path, "models/ada"))).toEqual(["m.git"]);
  await expect(Repository.create(path)).rejects.toThrow(RepositoryFolderError);
  const twice = [Repository.create(`${path}2`), Repository.create(`${path}2`)];
  expect((await Promise.allSettled(twice)).map(({ status }) => status).sort()).toEqual([
    "fulfilled",
    "rejected",
  ]);
  await expect(Repository.open(join(folder.path, "models"))).rejects.toThrow(RepositoryFolderError);
  await expect(Repository.open(join(folder.path, "none"))).rejects.toThrow(RepositoryFolderError);
  await using again = await Repository.open(path);
  expect(again.defaultBranch).toBe("trunk");
});

it("removes at open what dead writers left, once it is old, and nothing of living ones", async () => {
  await using it = await workshop();
  const { folder } = it.repository;
  const commit = await it.commit([add("a", "1")]);
  await mkdir(join(folder, "objects/incoming-x/pack"), { recursive: true });
  await mkdir(join(folder, "objects/pack"), { recursive: true });
  const leftovers = [
    "refs/heads/main.lock",
    "HEAD.lock",
    "packed-refs.lock",
    `objects/${commit.slice(0, 2)}/tmp_obj_x`,
    "objects/pack/tmp_pack_x",
    "objects/incoming-x/pack/tmp_pack_x",
    "../r.git.tmp-x",
  ];
  const exists = async () => {
    const found = await Promise.all(leftovers.map((name) => stat(join(folder, name)).catch(() => undefined)));
    return leftovers.filter((_, i) => found[i]);
  };
  for (const name of leftovers) await writeFile(join(folder, name), "");
  await (await Repository.open(folder)).close();
  expect(await exists()).toEqual(leftovers);
  const anHourAgo = new Date(Date.now() - 3_700_000);
  for (const name of [...leftovers, "objects/incoming-x/pack", "objects/incoming-x"]) {
    await utimes(join(folder, name), anHourAgo, anHourAgo);
  }
  await (await Repository.open(folder)).close();
  expect(await exists()).toEqual([]);
  expect(git(folder, ["fsck", "--strict"])).toBe("");
});

it("a lock that a dead writer left holds up an open repository only until it is old", async () => {
  await using it = await workshop();
  await it.commit([add("a", "1")]);
  const lock = join(it.repository.folder, "refs/heads/main.lock");
  await writeFile(lock, "");
  const aMinuteAgo = new Date(Date.now() - 60_000);
  await utimes(lock, aMinuteAgo, aMinuteAgo);
  const commits = await Promise.all([it.commit([add("a", "2")]), it.commit([add("b", "3")])]);
  expect((await it.repository.log(commits[1])).map(({ id }) => id).slice(0, 2)).toEqual([
    commits[1],
    commits[0],
  ]);
});

it("answers after its git was ended, and after close", async () => {
  await using it = await workshop();
  const commit = await it.commit([add("a", "1")]);
  await it.repository.close();
  expect(await it.text(commit, "a")).toBe("1");
  const asked = [it.repository.entry(commit, "a"), it.repository.tree(commit)];
  const closed = it.repository.close();
  expect(await Promise.all(asked)).toEqual([expect.anything(), expect.anything()]);
  await closed;
  expect(await it.repository.entry(commit, "a")).toBeDefined();
});

it("sees what git packs and prunes meanwhile", async () => {
  await using it = await workshop();
  const first = await it.commit([add("a", "1")]);
  expect(await it.text(first, "a")).toBe("1");
  git(it.repository.folder, ["gc", "--quiet", "--prune=now"]);
  const second = await it.commit([add("b", "2")]);
  await it.repository.maintain();
  expect(await it.text(second, "a")).toBe("1");
  expect(await it.text(second, "b")).toBe("2");
});
