import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findNotebooks, NoNotebookError, UnknownChapterError } from "./find-notebooks.ts";

let root: string;
let folder: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "chapters-"));
  folder = join(root, "notebooks");
  mkdirSync(folder);
  for (const name of ["10-curate.ipynb", "01-models.ipynb", "00-setup.ipynb", "notes.ipynb", "package.json"])
    writeFileSync(join(folder, name), "{}");
  mkdirSync(join(folder, "solutions"));
  writeFileSync(join(folder, "solutions", "01-models.ipynb"), "{}");
});
afterAll(() => rmSync(root, { recursive: true }));

const names = (chapters: string[]) => findNotebooks(chapters, folder).map(({ chapter }) => chapter);

test("all chapters come in order, other files do not", () => {
  expect(names([])).toEqual(["00-setup", "01-models", "10-curate"]);
});

test("a chapter goes by number, padded number, name or path, and is listed once", () => {
  expect(names(["1", "01", "01-models", "01-models.ipynb", join(folder, "01-models.ipynb")])).toEqual([
    "01-models",
  ]);
  expect(names(["10", "0"])).toEqual(["10-curate", "00-setup"]);
  expect(names([join(folder, "notes.ipynb")])).toEqual(["notes"]);
  expect(names([join(folder, "solutions", "01-models.ipynb")])).toEqual(["solutions/01-models"]);
});

test("a working copy goes by its place, so that it has results of its own; others by their name", () => {
  for (const name of ["work/ada", "elsewhere"]) {
    mkdirSync(join(root, name), { recursive: true });
    writeFileSync(join(root, name, "01-models.ipynb"), "{}");
  }
  expect(names([join(root, "work", "ada", "01-models.ipynb")])).toEqual(["work/ada/01-models"]);
  expect(names([join(root, "elsewhere", "01-models.ipynb")])).toEqual(["01-models"]);
});

test.each(["2", "x", "missing.ipynb"])("an unknown chapter names those that exist: %s", (given) => {
  expect(() => names([given])).toThrow(UnknownChapterError);
  expect(() => names([given])).toThrow(`existing ones are 00-setup, 01-models, 10-curate: ${given}`);
});

test("a path that leads nowhere is not taken for the chapter of that name", () => {
  for (const given of ["work/nobody/01-models.ipynb", join(root, "01-models.ipynb"), "work\\ada\\1"])
    expect(() => names([given])).toThrow(NoNotebookError);
});
