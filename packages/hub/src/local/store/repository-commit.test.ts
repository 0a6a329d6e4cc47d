import { chmod, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { git } from "../../../test/git.ts";
import {
  PathConflictError,
  PathNotFoundError,
  StaleParentError,
  UnknownRevisionError,
  UnsafeContentError,
} from "./errors.ts";
import type { FileOperation } from "./types.ts";
import { add, workshop } from "./workshop.fixture.ts";

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
  // Elsewhere a link would lead elsewhere.
  for (const from of ["link", "module"])
    await expect(it.commit([{ kind: "copy", path: "folder/copy", from }])).rejects.toThrow(PathNotFoundError);
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
