import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNotebook } from "@llm-course/kernel";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { course, type TestCell, writeNotebookFile } from "./course-process.ts";

// Each test starts kernels, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "course-run-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const notebook = (...cells: TestCell[]) => writeNotebookFile(join(folder, "lesson.ipynb"), cells);
const run = (...args: string[]) => course(folder, "run", "lesson.ipynb", "--output", "out", ...args);
const out = (...path: string[]) => join(folder, "out", ...path);
const check = { tags: ["check"], course: { covers: ["C01-01"] } };

test("a run leaves the executed notebook, the figures, the checks and a page, and not the source", async () => {
  const path = notebook(
    "const a: number = 20;",
    { source: "a + 1", metadata: check },
    { source: "a", metadata: { tags: ["hub"] } },
  );
  const before = readFileSync(path, "utf8");
  const { code, stdout, stderr } = await run("--json");
  expect(code, stderr).toBe(0);
  const figures = { chapter: "lesson", status: "passed", cells: 2, skipped: 1 };
  expect(JSON.parse(stdout)).toEqual({
    notebooks: [{ ...figures, seconds: expect.any(Number), rssMb: expect.any(Number) }],
  });
  expect(JSON.parse(readFileSync(out("run.json"), "utf8"))).toEqual(JSON.parse(stdout));
  const checks = JSON.parse(readFileSync(out("checks.json"), "utf8"));
  expect(checks).toMatchObject([{ checks: [{ cell: "cell-2", covers: ["C01-01"] }] }]);
  const [timings] = JSON.parse(readFileSync(out("timings.json"), "utf8"));
  expect(timings.cells.map(({ status }: { status: string }) => status)).toEqual(["ok", "ok", "skipped"]);
  const executed = await readNotebook(out("notebooks", "lesson.ipynb"));
  expect(JSON.stringify(executed.cells[2])).toContain("21");
  expect(readFileSync(out("index.html"), "utf8")).toContain(`<a href="notebooks/lesson.ipynb">lesson</a>`);
  expect(readFileSync(path, "utf8")).toBe(before);
});

test("what passed and did not change comes from the cache; what failed is run again", async () => {
  notebook("1 + 1");
  expect((await run()).stdout).not.toContain("(cached)");
  expect((await run()).stdout).toContain("passed lesson (cached)");
  expect((await run("--fresh")).stdout).not.toContain("(cached)");
  expect((await run("--verify")).stdout).not.toContain("(cached)");
  notebook("throw new Error('no')");
  expect((await run()).code).toBe(1);
  const again = await run();
  expect(again.code).toBe(1);
  expect(again.stdout).not.toContain("(cached)");
});

test("--write stores outputs, what they were made on and the cost; a second time changes nothing", async () => {
  const path = notebook("20 + 1");
  expect((await run("--write")).code).toBe(0);
  const [title, code] = (await readNotebook(path)).cells;
  expect(title?.source).toMatch(
    /^# Test\n\n<!-- cost.*Takes about \d+ (seconds|minutes), .*<!-- \/cost -->$/s,
  );
  expect(JSON.stringify(code)).toContain("21");
  const { metadata } = await readNotebook(path);
  expect(metadata.course).toMatchObject({
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
  });
  const written = readFileSync(path, "utf8");
  expect((await run("--write", "--fresh")).code).toBe(0);
  expect(readFileSync(path, "utf8")).toBe(written);
  expect((await run("--verify")).code).toBe(0);
});

test("--write leaves a notebook that fails as it was", async () => {
  const path = notebook("1", "throw new Error('no')");
  const before = readFileSync(path, "utf8");
  expect((await run("--write")).code).toBe(1);
  expect(readFileSync(path, "utf8")).toBe(before);
});

test("--verify shows what differs from the committed outputs", async () => {
  const path = notebook("20 + 1", { source: "console.log(2 / 3)", metadata: { course: { tolerance: 0.1 } } });
  await run("--write");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace("0.6666", "0.6555"));
  expect((await run("--verify")).code).toBe(0);
  writeFileSync(path, text.replace(`"21"`, `"22"`));
  const { code, stderr } = await run("--verify");
  expect(code).toBe(1);
  expect(stderr).toMatch(/lesson\.ipynb.*cell 1 \(cell-1\).*22.*21/);
  writeFileSync(
    path,
    text.replace(`"21"`, `"22"`).replace(/"platform": "[^"]*"/, `"platform": "amiga-m68k"`),
  );
  const elsewhere = await run("--verify");
  expect(elsewhere.code).toBe(0);
  expect(elsewhere.stderr).toContain("only the checks count: outputs are from amiga-m68k");
});

test("--verify fails on outputs that were never stored and on wrong metadata", async () => {
  notebook("1", { source: "2", metadata: { course: { covers: ["C99-99"] } } });
  const { code, stderr } = await run("--verify");
  expect(code).toBe(1);
  expect(stderr).toContain("no stored outputs: execute the notebook with --write and commit it");
  expect(stderr).toContain("cell 2 (cell-2) covers an unknown capability: C99-99");
  expect(stderr).toContain("cell 2 (cell-2) has `covers` without the tag `check`: C99-99");
});

test("--types checks the cells without running them", async () => {
  notebook("const a: number = 1;", `const b: string = a;`, "process.exit(1)");
  const { code, stderr } = await run("--types");
  expect(code).toBe(1);
  expect(stderr).toMatch(/lesson\.ipynb cell 2 \(cell-2\) 1:7 - TS2322: /);
  expect(stderr).not.toContain("Warning");
  expect(existsSync(out())).toBe(false);
});

test("several notebooks run, and one that fails does not keep the others from running", async () => {
  notebook("throw new Error('no')");
  writeNotebookFile(join(folder, "other.ipynb"), ["1"]);
  const { code, stdout } = await run("other.ipynb", "--jobs", "2");
  expect(code).toBe(1);
  expect(stdout).toContain("failed lesson");
  expect(stdout).toContain("passed other");
  expect(stdout).toContain("1 passed, 1 failed");
  expect(readdirSync(out("notebooks"))).toEqual(["lesson.ipynb", "other.ipynb"]);
});
