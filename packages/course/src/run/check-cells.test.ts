import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type TestCell, writeNotebookFile } from "../../test/course-process.ts";
import { checkCells } from "./check-cells.ts";

const folder = mkdtempSync(join(tmpdir(), "check-cells-"));
afterAll(() => rmSync(folder, { recursive: true }));

const check = (...cells: TestCell[]) => checkCells(writeNotebookFile(join(folder, "x.ipynb"), cells));

test("a cell sees what the cells before it declare", async () => {
  expect(
    await check(
      "interface Row { id: number }\nlet rows: Row[] = [];",
      "rows = [{ id: 1 }];\nawait Promise.resolve(rows)",
    ),
  ).toEqual([]);
});

test("a type error names the notebook, the cell and the place", async () => {
  const errors = await check("const a = 1;", "const b = 2;\nconst c: string = a;");
  expect(errors).toEqual([expect.stringMatching(/x\.ipynb cell 2 \(cell-2\) 2:7 - TS2322: Type 'number'/)]);
});

test("cells are strict, and one that should raise may be wrong", async () => {
  expect(await check("function f(x) { return x }")).toEqual([expect.stringContaining("TS7006")]);
  expect(await check({ source: "const s: string = 1", metadata: { tags: ["raises-exception"] } })).toEqual(
    [],
  );
});
