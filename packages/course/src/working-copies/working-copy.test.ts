import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNotebook } from "@llm-course/kernel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TestCell, writeNotebookFile } from "../../test/course-process.ts";
import { learner } from "../plan/learner.ts";
import { openCopy } from "./open-copy.ts";
import { memberCopies, updateCopy } from "./update-copy.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "copies-"));
  for (const name of ["notebooks", "work"]) mkdirSync(join(root, name));
  lesson("1", "2");
});
afterEach(() => rmSync(root, { recursive: true }));

const output = { output_type: "stream", name: "stdout", text: ["1\n"] };
const run = {
  platform: "linux-x64",
  node: "v24",
  profile: "offline",
  cost: { seconds: 1, memoryMb: 1, downloadMb: 0 },
};

/** The course's notebook, with outputs of a run. */
const lesson = (...sources: string[]): string => {
  const cells = sources.map((source): TestCell => ({ source, outputs: [output] }));
  return writeNotebookFile(join(root, "notebooks", "03-lesson.ipynb"), cells, {
    course: { ...run, level: 2 },
  });
};
const open = () => openCopy({ chapter: "3", member: "ada", root });
const copy = () => join(root, "work", "ada", "03-lesson.ipynb");
const sources = async () => (await readNotebook(copy())).cells.map(({ source }) => source);

/** What a learner does in Jupyter: it sorts all keys, and keeps metadata it does not know. */
function learn(change: (notebook: { cells: { source: unknown; outputs?: object[] }[] }) => void): void {
  const notebook = JSON.parse(readFileSync(copy(), "utf8"), (_, value) =>
    value && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  change(notebook);
  writeFileSync(copy(), JSON.stringify(notebook, null, 1));
}

test("a copy is made once, without outputs, and remembers what it was made from and whose it is", async () => {
  expect(await open()).toEqual({ path: copy(), made: true });
  const { cells, metadata } = await readNotebook(copy());
  expect(cells.map((cell) => cell.cell_type === "code" && cell.outputs)).toEqual([false, [], []]);
  expect(metadata.course).toEqual({
    level: 2,
    base: {
      notebook: "notebooks/03-lesson.ipynb",
      cells: Array(3).fill(expect.stringMatching(/ [0-9a-f]{16}$/)),
    },
  });
  expect(readFileSync(join(root, "work", ".member"), "utf8")).toBe("ada\n");
  expect(await learner(undefined, root)).toBe("ada");

  writeFileSync(copy(), "mine");
  expect(await open()).toEqual({ path: copy(), made: false });
  expect(readFileSync(copy(), "utf8")).toBe("mine");
});

test("two that open at once make one copy", async () => {
  const made = await Promise.all([open(), open(), open()]);
  expect(made.filter((one) => one.made)).toHaveLength(1);
  expect(await sources()).toEqual(["# Test", "1", "2"]);
});

test("an update brings in what is new and keeps what is mine; a second one changes nothing", async () => {
  await open();
  learn(({ cells }) => {
    Object.assign(cells[1] as object, { outputs: [output], execution_count: 7 });
    (cells[2] as { source: unknown }).source = "mine";
  });
  const before = readFileSync(copy(), "utf8");
  expect(await updateCopy(copy(), root)).toEqual({ taken: [], added: [], deleted: [], conflicts: [] });
  expect(readFileSync(copy(), "utf8")).toBe(before);

  lesson("1", "2", "3");
  expect(await updateCopy(copy(), root)).toMatchObject({ added: ["cell-3"], conflicts: [] });
  expect(await sources()).toEqual(["# Test", "1", "mine", "3"]);
  expect((await readNotebook(copy())).cells[1]).toMatchObject({
    execution_count: 7,
    outputs: [{ text: "1\n" }],
  });

  lesson("1", "two", "3");
  expect(await updateCopy(copy(), root)).toMatchObject({ conflicts: ["cell-2"] });
  const after = readFileSync(copy(), "utf8");
  expect(await sources()).toEqual(["# Test", "1", expect.stringContaining("Conflict"), "mine", "two", "3"]);
  expect(await updateCopy(copy(), root)).toEqual({ taken: [], added: [], deleted: [], conflicts: [] });
  expect(readFileSync(copy(), "utf8")).toBe(after);
});

test("all copies of a member are found, one chapter's by its number; notebooks of one's own are left alone", async () => {
  await open();
  writeNotebookFile(join(root, "work", "ada", "notes.ipynb"), ["1"]);
  expect(await memberCopies("ada", undefined, root)).toEqual([copy()]);
  expect(await memberCopies("ada", "3", root)).toEqual([copy()]);
  expect(await memberCopies("grace", undefined, root)).toEqual([]);
  await expect(memberCopies("grace", "3", root)).rejects.toThrow(
    "grace has no copy, make it with: npx -y pnpm@12 course open 3 --member grace; chapter 03-lesson",
  );
});

test("a backup is no copy", async () => {
  await open();
  cpSync(copy(), copy().replace(".ipynb", ".backup.ipynb"));
  const section = copy().replace(".ipynb", ".3.4.ipynb");
  cpSync(copy(), section);
  for (const chapter of [undefined, "3"])
    expect(await memberCopies("ada", chapter, root)).toEqual([section, copy()]);
});

test.each(["secret.ipynb", "notebooks/../secret.ipynb", "work/../secret.ipynb", "./secret.ipynb"])(
  "a copy that says it was made of %s is not merged with that",
  async (secret) => {
    writeNotebookFile(join(root, "secret.ipynb"), ["secret"]);
    await open();
    const text = readFileSync(copy(), "utf8").replace("notebooks/03-lesson.ipynb", secret);
    writeFileSync(copy(), text);
    await expect(updateCopy(copy(), root)).rejects.toThrow(
      /a copy should be made of a notebook of the course, .*03-lesson\.ipynb says: /,
    );
    expect(readFileSync(copy(), "utf8")).toBe(text);
  },
);

test("a copy made by hand is merged by its name, and whatever differs is there twice", async () => {
  mkdirSync(join(root, "work", "ada"));
  writeNotebookFile(copy(), ["1", "mine"]);
  expect(await updateCopy(copy(), root)).toMatchObject({ conflicts: ["cell-2"] });
  expect(await sources()).toEqual(["# Test", "1", expect.any(String), "mine", "2"]);
});

test("a notebook in the middle of a git merge is said to be so, with its line and the way out", async () => {
  await open();
  writeFileSync(copy(), readFileSync(copy(), "utf8").replace(/^ "cells"/m, '<<<<<<< HEAD\n "cells"'));
  await expect(updateCopy(copy(), root)).rejects.toThrow(
    /03-lesson\.ipynb:2: git could not merge this notebook, run: .* course doctor --merge /,
  );
});

test.each([
  ["grace", "--member should name a member of course.config.yaml (ada), where you put yours: grace"],
  ["../ada", "--member should name a member of course.config.yaml (ada), where you put yours: ../ada"],
])("only members of the plan have copies, or names that can be a folder: %s", async (name, message) => {
  await expect(learner("../ada", root)).rejects.toThrow(
    "--member should name a folder, in lower case: ../ada",
  );
  const weeks = `  - from: 2030-01-01\n    to: 2030-01-07\n    chapters: [${Array.from({ length: 13 }, (_, i) => i)}]\n`;
  writeFileSync(join(root, "course.config.yaml"), `members:\n  - name: ada\nweeks:\n${weeks}`);
  await expect(learner(name, root)).rejects.toThrow(message);
});
