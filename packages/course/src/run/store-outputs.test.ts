import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NotebookRun, readNotebook } from "@llm-course/kernel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeNotebookFile } from "../../test/course-process.ts";
import { storeOutputs } from "./store-outputs.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "store-outputs-"));
  path = writeNotebookFile(join(folder, "lesson.ipynb"), ["20 + 1"]);
});
afterEach(() => rmSync(folder, { recursive: true }));

const figures = { startSeconds: 1, seconds: 1, executed: 1, skipped: 0, peakRssMb: 100, downloadedBytes: 0 };
/** What a run gives while nobody touches the file. */
async function run(): Promise<NotebookRun> {
  const notebook = await readNotebook(path);
  const [title, code] = notebook.cells;
  const outputs = [{ output_type: "stream", name: "stdout", text: "21" }];
  const cells = [title, { ...code, execution_count: 1, outputs }];
  return { path, status: "passed", notebook: { ...notebook, cells }, cells: [], ...figures } as NotebookRun;
}

test("outputs are stored in a notebook that is as it was before the run", async () => {
  await storeOutputs(path, await readNotebook(path), await run(), "offline");
  expect((await readNotebook(path)).cells[1]).toMatchObject({
    execution_count: 1,
    outputs: [{ text: "21" }],
  });
});

test("what was saved during the run stays, and is no success", async () => {
  const stored = await readNotebook(path);
  const passed = await run();
  writeNotebookFile(path, ["20 + 2"]);
  const edited = readFileSync(path, "utf8");
  await expect(storeOutputs(path, stored, passed, "offline")).rejects.toThrow(
    `changed while it ran, so it is left as it is; run it again: ${path}`,
  );
  expect(readFileSync(path, "utf8")).toBe(edited);
  writeFileSync(path, "{");
  await expect(storeOutputs(path, stored, passed, "offline")).rejects.toThrow();
  expect(readFileSync(path, "utf8")).toBe("{");
});
