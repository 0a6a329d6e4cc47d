import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { writeNotebookFile } from "../../test/course-process.ts";
import { editCells, exportCells, importCells } from "./edit-cells.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "edit-cells-"));
  path = writeNotebookFile(join(folder, "lesson.ipynb"), ["1", "2"]);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** An editor that runs this body with the text in `text`. */
function editor(body: string): void {
  const script = join(folder, "editor.mjs");
  const write = `const file = process.argv[2]; let text = fs.readFileSync(file, "utf8"); ${body}; fs.writeFileSync(file, text);`;
  writeFileSync(script, `import fs from "node:fs"; ${write}`);
  vi.stubEnv("VISUAL", "");
  vi.stubEnv("EDITOR", `"${process.execPath}" ${script}`);
}
const beside = () => join(folder, "lesson.cells.ts");

test("an edit is applied when the editor closes, and leaves no file", async () => {
  editor(`text = text.replace("\\n2\\n", "\\n3\\n")`);
  expect(await editCells(path)).toBe(true);
  expect(JSON.parse(readFileSync(path, "utf8")).cells[2].source).toEqual(["3"]);
  expect(existsSync(beside())).toBe(false);
});

test("no edit leaves the notebook's bytes, however they are laid out", async () => {
  const before = readFileSync(path, "utf8").replaceAll("\n", "");
  writeFileSync(path, before);
  editor(`text = "\\uFEFF" + text.replaceAll("\\n", "\\r\\n")`);
  expect(await editCells(path)).toBe(false);
  expect(readFileSync(path, "utf8")).toBe(before);
});

test("what cannot be applied stays beside the notebook, and is not written over", async () => {
  const before = readFileSync(path, "utf8");
  editor(`text = text.replace("// %% cell-2", "// %% cell-1")`);
  await expect(editCells(path)).rejects.toThrow(/lesson\.cells\.ts:8: expected an id of its own, line 5/);
  expect(readFileSync(path, "utf8")).toBe(before);
  await expect(editCells(path)).rejects.toThrow("cells of an earlier edit are there");
  expect(readFileSync(beside(), "utf8").match(/cell-1/g)).toHaveLength(2);
});

test("an editor that fails changes nothing", async () => {
  const before = readFileSync(path, "utf8");
  editor(`text = ""; process.exitCode = 7`);
  await expect(editCells(path)).rejects.toThrow("the editor ended with exit code 7");
  expect(readFileSync(path, "utf8")).toBe(before);
  rmSync(beside());
  vi.stubEnv("EDITOR", "no-such-editor-anywhere");
  await expect(editCells(path)).rejects.toThrow("could not start the editor");
});

test("cells of another state of the notebook are refused, unless their first line is deleted", async () => {
  const text = await exportCells(path);
  writeNotebookFile(path, ["1", "changed in Jupyter"]);
  await expect(importCells(path, text, "cells.ts")).rejects.toThrow(
    "cells.ts:1: the notebook changed since, or is another one; write its cells anew with --out, or delete that line to apply them all the same: lesson.ipynb",
  );
  expect(await importCells(path, text.slice(text.indexOf("\n") + 1), "cells.ts")).toBe(true);
});
