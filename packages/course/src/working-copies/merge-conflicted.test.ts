import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readNotebook } from "@llm-course/kernel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TestCell, writeNotebookFile } from "../../test/course-process.ts";
import { gitStateCheck, notebookConflictsCheck } from "../doctor/working-copies.ts";
import { mergeConflicted } from "./merge-conflicted.ts";

let root: string;
let path: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "conflicted-"));
  git("init", "--quiet", "--initial-branch=main");
  mkdirSync(join(root, "work", "ada"), { recursive: true });
  path = join(root, "work", "ada", "03 lesson.ipynb");
});
afterEach(() => rmSync(root, { recursive: true }));

const identity = ["-c", "user.name=ada", "-c", "user.email=ada@localhost", "-c", "commit.gpgSign=false"];
function git(...args: string[]): string {
  const { stdout, status, stderr } = spawnSync("git", [...identity, ...args], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0 && args[0] !== "merge") throw new Error(stderr);
  return stdout;
}
function commit(...cells: TestCell[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeNotebookFile(path, cells);
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "--message", "work");
}
const shown = (text: string) => [{ output_type: "stream", name: "stdout", text: [text] }];
/** Two branches from a base; git cannot merge neighbouring lines. */
function conflict(base: TestCell[], mine: TestCell[], theirs: TestCell[]): void {
  if (base.length > 0) commit(...base);
  else git("commit", "--quiet", "--allow-empty", "--message", "nothing");
  git("switch", "--quiet", "--create", "other");
  commit(...theirs);
  git("switch", "--quiet", "main");
  commit(...mine);
  git("merge", "other");
}
const sources = async () => (await readNotebook(path)).cells.map(({ source }) => source);
const find = () => notebookConflictsCheck(root).run();

test("doctor names the file, the line and the way out, and what git has begun", async () => {
  commit("1");
  expect(find()).toMatchObject({ status: "ok" });
  expect(await gitStateCheck(root).run()).toMatchObject({ status: "ok" });
  conflict(["1"], ["2"], ["3"]);
  const line =
    readFileSync(path, "utf8")
      .split("\n")
      .findIndex((text) => text.startsWith("<<<<<<<")) + 1;
  expect(find()).toEqual({
    status: "fail",
    text: `git could not merge work/ada/03 lesson.ipynb:${line}`,
    mend: 'merge it cell by cell: npx -y pnpm@12 course doctor --merge "work/ada/03 lesson.ipynb"',
  });
  expect(await gitStateCheck(root).run()).toMatchObject({ status: "warn", text: "a merge is in progress" });
});

test("the versions that git keeps are merged cell by cell; what stays with git is untouched until git add", async () => {
  conflict(
    [{ source: "1", outputs: shown("a") }, "2", "3"],
    [{ source: "1", outputs: shown("b") }, { source: "mine", outputs: shown("m") }, "3"],
    [{ source: "1", outputs: shown("c") }, "2", { source: "theirs", outputs: shown("t") }, "4"],
  );
  expect(git("ls-files", "--unmerged")).not.toBe("");
  expect(await mergeConflicted(path)).toMatchObject({ taken: ["cell-3"], added: ["cell-4"], conflicts: [] });
  expect(await sources()).toEqual(["# Test", "1", "mine", "theirs", "4"]);
  const { cells } = await readNotebook(path);
  expect(cells.slice(1, 4).map((cell) => JSON.stringify(cell).match(/"text":"(\w)"/)?.[1])).toEqual([
    "b",
    "m",
    "t",
  ]);
  expect(find()).toMatchObject({ status: "ok" });
  expect(git("ls-files", "--unmerged")).not.toBe("");
  git("add", "--all");
  git("commit", "--quiet", "--no-edit");
  expect(await gitStateCheck(root).run()).toMatchObject({ status: "ok" });
});

test("what both changed is there twice, and doctor warns until it is decided", async () => {
  conflict(["1"], ["mine"], ["theirs"]);
  expect(await mergeConflicted(path)).toMatchObject({ conflicts: ["cell-1"] });
  expect(await sources()).toEqual([
    "# Test",
    expect.stringContaining("the other side changed"),
    "mine",
    "theirs",
  ]);
  expect(find()).toMatchObject({
    status: "warn",
    text: "cells to decide between in work/ada/03 lesson.ipynb",
  });
});

test("a notebook that both added is merged without a base", async () => {
  conflict([], ["1", "mine"], ["1", "theirs"]);
  expect(await mergeConflicted(path)).toMatchObject({ conflicts: ["cell-2"] });
  expect(await sources()).toEqual(["# Test", "1", expect.any(String), "mine", "theirs"]);
});

test("without a conflict of git's, or with a side that deleted the notebook, the file stays as it is", async () => {
  commit("1");
  writeFileSync(join(root, "a"), "");
  const before = readFileSync(path, "utf8");
  await expect(mergeConflicted(path)).rejects.toThrow(
    /git keeps no unmerged versions; get them with: git checkout --merge/,
  );
  expect(readFileSync(path, "utf8")).toBe(before);
  git("switch", "--quiet", "--create", "other");
  git("rm", "--quiet", path);
  git("commit", "--quiet", "--message", "gone");
  git("switch", "--quiet", "main");
  commit("2");
  git("merge", "other");
  await expect(mergeConflicted(path)).rejects.toThrow(
    "one side (theirs) deleted it; decide with git add or git rm",
  );
});

test("what was merged by hand is not merged over", async () => {
  conflict(["1"], ["mine"], ["theirs"]);
  await mergeConflicted(path);
  writeNotebookFile(path, ["decided"]);
  await expect(mergeConflicted(path)).rejects.toThrow(
    /this one is merged already: git add it, or begin anew with git checkout --merge/,
  );
  expect(await sources()).toEqual(["# Test", "decided"]);
});

test("a cell that only the other side executed has its outputs", async () => {
  conflict(
    ["1", "2", "3"],
    ["1", "2", "mine"],
    [{ source: "1", outputs: shown("t"), execution_count: 7 }, "2", "3", "4"],
  );
  await mergeConflicted(path);
  const { cells } = await readNotebook(path);
  expect(cells[1]).toMatchObject({ source: "1", execution_count: 7, outputs: [{ name: "stdout" }] });
  expect(cells[2]).toMatchObject({ source: "2", execution_count: null, outputs: [] });
});
