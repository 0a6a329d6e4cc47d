import { describe, expect, it } from "vitest";
import { git } from "../../../test/git.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { checkPath } from "./check-path.ts";
import { InvalidPathError } from "./errors.ts";
import { Repository } from "./repository.ts";
import type { FileOperation } from "./types.ts";

const attacks: [string, string][] = [
  ["nothing", ""],
  ["a parent folder", "../secret"],
  ["a parent folder further in", "a/../../secret"],
  ["only a parent folder", ".."],
  ["the folder itself", "./a"],
  ["an absolute path", "/etc/passwd"],
  ["an absolute path after a slash", "//server/share"],
  ["an empty name", "a//b"],
  ["a slash at the end", "a/"],
  ["a NUL byte", "a\0.txt"],
  ["a line break", "a\nb"],
  ["an escape character", "a\u001b[2J"],
  ["a delete character", "a\u007f"],
  ["a C1 control character", "a\u0085"],
  ["a backslash", "..\\secret"],
  ["a drive letter", "C:/Windows"],
  ["a drive letter without slash", "c:secret"],
  ["a drive letter further in", "a/D:/b"],
  ["git's folder", ".git/config"],
  ["git's folder further in", "a/.git/hooks/post-checkout"],
  ["git's folder in capitals", ".GIT/config"],
  ["git's folder for NTFS, by its short name", "git~1/config"],
  ["git's folder for NTFS, with dots at the end", ".git./config"],
  ["git's folder for NTFS, with spaces at the end", ".git  /config"],
  ["git's folder for NTFS, with a data stream", ".git::$INDEX_ALLOCATION/config"],
  ["git's folder for HFS+, with a character that it drops", ".g\u200cit/config"],
  ["git's folder for HFS+, with a byte order mark", "\ufeff.Git/config"],
  ["half a character", "a\ud800"],
  ["a path that is too long", `${"a/".repeat(512)}b`],
  ["a name that is too long", "ä".repeat(128)],
];

const harmless = [
  "README.md",
  ".gitattributes",
  ".github/workflows/x.yml",
  "a.git/b",
  "git~2",
  "...",
  "..a",
  "Größe/データ 1.bin",
  `${"a/".repeat(511)}bc`,
  "ä".repeat(127),
];

it.each(attacks)("refuses %s", (_, path) => {
  expect(() => checkPath(path)).toThrow(InvalidPathError);
});

it.each(harmless)("takes %s", (path) => {
  expect(checkPath(path)).toBe(path);
});

it("refuses of names with .git what git's own check refuses, and nothing else of them", async () => {
  await using folder = await temporaryFolder();
  git(folder.path, ["init", "--quiet", "--bare"]);
  const blob = git(folder.path, ["hash-object", "-w", "--stdin"], "x").trim();
  const names = [...attacks.map(([, path]) => path), ...harmless]
    .flatMap((path) => path.split("/"))
    .filter((name) => /git/i.test(name) || /\ufeff|\u200c/.test(name));
  const trees = names.map((name) =>
    git(folder.path, ["mktree", "-z"], `100644 blob ${blob}\t${name}\0`).trim(),
  );
  let complaints = "";
  try {
    git(folder.path, ["fsck", "--strict"]);
  } catch (error) {
    complaints = String(error);
  }
  const refusedHere = (name: string) => {
    try {
      checkPath(name);
      return false;
    } catch {
      return true;
    }
  };
  expect(names.length).toBeGreaterThan(10);
  for (const [index, name] of names.entries()) {
    const refusedByGit = complaints.includes(`error in tree ${trees[index]}: hasDotgit`);
    expect([name, refusedHere(name)]).toEqual([name, refusedByGit]);
  }
});

describe("every operation of a commit", async () => {
  const operations: [string, (path: string) => FileOperation][] = [
    ["add", (path) => ({ kind: "add", path, content: Buffer.from("x") })],
    ["addLfs", (path) => ({ kind: "addLfs", path, oid: "0".repeat(64), size: 1 })],
    ["delete", (path) => ({ kind: "delete", path })],
    ["deleteFolder", (path) => ({ kind: "deleteFolder", path })],
    ["copy to", (path) => ({ kind: "copy", path, from: "kept.txt" })],
    ["copy from", (from) => ({ kind: "copy", path: "copy.txt", from })],
  ];

  it.each(operations)("%s refuses every such path, and nothing is committed", async (_, operation) => {
    await using folder = await temporaryFolder();
    await using repository = await Repository.create(`${folder.path}/r.git`);
    const author = { name: "Ada", email: "ada@example.org" };
    const commit = (operations: FileOperation[]) =>
      repository.commit({ branch: "main", title: "x", author, operations });
    const before = await commit([{ kind: "add", path: "kept.txt", content: Buffer.from("x") }]);
    for (const [, path] of attacks) {
      await expect(commit([operation(path)])).rejects.toThrow(InvalidPathError);
    }
    expect(await repository.resolve("main")).toBe(before);
  });
});

it("reading refuses such paths as well", async () => {
  await using folder = await temporaryFolder();
  await using repository = await Repository.create(`${folder.path}/r.git`);
  const commit = await repository.commit({
    branch: "main",
    title: "x",
    author: { name: "Ada", email: "ada@example.org" },
    operations: [{ kind: "add", path: "kept.txt", content: Buffer.from("x") }],
  });
  for (const [, path] of attacks) {
    await expect(repository.entry(commit, path)).rejects.toThrow(InvalidPathError);
    await expect(repository.log(commit, { path })).rejects.toThrow(InvalidPathError);
    if (path !== "") await expect(repository.tree(commit, { path })).rejects.toThrow(InvalidPathError);
  }
});
