import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { git } from "../../../test/git.ts";
import { PathNotFoundError, UnknownRevisionError } from "./errors.ts";
import type { FileOperation } from "./types.ts";
import { add, workshop } from "./workshop.fixture.ts";

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
