import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { projectRoot } from "../src/run/project.ts";
import { course, courseArgv, type Ended, start, type TestCell, writeNotebookFile } from "./course-process.ts";

// Each test starts kernels, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bad-input-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => course(folder, "run", "--output", "out", ...args);
const notebook = (...cells: TestCell[]) => writeNotebookFile(join(folder, "lesson.ipynb"), cells);

/** What went wrong is one line on stderr, and the exit code says so. */
function expectError({ code, stderr }: Ended, expected: RegExp, exitCode = 1): void {
  const errors = stderr.trim().split("\n");
  expect(errors).toEqual([expect.stringMatching(expected)]);
  expect(code).toBe(exitCode);
}

test.each([
  ["text", "hello"],
  ["JSON of something else", `{"name": "x"}`],
  ["a notebook of another format", `{"nbformat": 3, "cells": []}`],
  [
    "a notebook with a broken cell",
    `{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code"}]}`,
  ],
])("not a notebook: %s", async (_, text) => {
  writeFileSync(join(folder, "lesson.ipynb"), text);
  expectError(await run("lesson.ipynb"), /lesson\.ipynb.*notebook/);
});

test("a notebook of an unknown kernel", async () => {
  writeNotebookFile(join(folder, "lesson.ipynb"), ["1"], {}, "fortran");
  expectError(await run("lesson.ipynb"), /lesson\.ipynb.*fortran/);
});

test.each(["99", "no-such-chapter", "missing.ipynb"])("a chapter that does not exist: %s", async (given) => {
  const existing = readdirSync(join(projectRoot, "notebooks")).filter((name) =>
    /^\d\d-.*\.ipynb$/.test(name),
  );
  const ended = await run(given);
  expectError(ended, new RegExp(`unknown chapter, existing ones are .*: ${given}`), 2);
  for (const name of existing) expect(ended.stderr).toContain(name.replace(".ipynb", ""));
});

test.each([
  ["--jobs", "0"],
  ["--jobs", "many"],
  ["--cell-timeout", "-1"],
  ["--device", "abacus"],
  ["--profile", "moon"],
  ["--no-such-flag", "1"],
  ["--write", "--verify"],
])("a wrong flag is a usage error: %s %s", async (...flag) => {
  notebook("1");
  expectError(await run("lesson.ipynb", ...flag), /^error: /, 2);
});

test.each([
  ["an error", "throw new TypeError('so it is')", /lesson\.ipynb.*cell-2.*TypeError.*so it is/],
  ["a type error", "const a: number = 'x'", /lesson\.ipynb.*cell-2.*TS2322/],
  ["a cell that never ends", "await new Promise(() => {})", /lesson\.ipynb.*cell-2.*longer than 2 s/],
  ["a cell that spins", "while (true) {}", /lesson\.ipynb.*cell-2.*longer than 2 s/],
  ["process.exit", "process.exit(3)", /lesson\.ipynb.*cell-2.*exit/],
  [
    "a killed kernel",
    "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})",
    /lesson\.ipynb.*cell-2.*SIGKILL/,
  ],
])("%s fails the run and names the cell", async (_, source, message) => {
  const path = notebook("1", source, "2");
  const before = readFileSync(path, "utf8");
  expectError(await run("lesson.ipynb", "--cell-timeout", "2", "--write"), message);
  expect(readFileSync(path, "utf8")).toBe(before);
  expect(readdirSync(folder).sort()).toEqual(["lesson.ipynb", "out"]);
});

const noFolderInUse =
  process.platform === "win32" ? " (skipped: Windows deletes no folder a process works in)" : "";
const noSignals = process.platform === "win32" ? " (skipped: Windows has no SIGINT for one process)" : "";

test.skipIf(noSignals)(`Ctrl-C ends with 130, no kernel and no rest on disk${noSignals}`, async () => {
  const path = notebook(`
    import { writeFileSync } from "node:fs";
    writeFileSync("kernel.pid", String(process.pid));
    await new Promise(() => setInterval(() => {}, 1000));`);
  const before = readFileSync(path, "utf8");
  const { child, ended } = start(courseArgv("run", "lesson.ipynb", "--write", "--output", "out"), folder);
  const pidFile = join(folder, "kernel.pid");
  while (!existsSync(pidFile) || readFileSync(pidFile, "utf8") === "") await sleep(50);
  child.kill("SIGINT");
  expect((await ended).code).toBe(130);
  expect(() => process.kill(Number(readFileSync(pidFile, "utf8")), 0)).toThrow("ESRCH");
  expect(readFileSync(path, "utf8")).toBe(before);
  expect(readdirSync(folder).sort()).toEqual(["kernel.pid", "lesson.ipynb"]);
});

test.skipIf(noFolderInUse)(
  `a run whose working folder was deleted ends by itself${noFolderInUse}`,
  async () => {
    const cwd = join(folder, "work");
    mkdirSync(cwd);
    writeNotebookFile(join(cwd, "lesson.ipynb"), [
      `
    import { rmSync } from "node:fs";
    rmSync(import.meta.dirname, { recursive: true });`,
    ]);
    const { child, ended } = start(courseArgv("run", "lesson.ipynb", "--output", "out/here"), cwd);
    const limit = setTimeout(() => child.kill("SIGKILL"), 60_000);
    expect((await ended).code).toBe(0);
    clearTimeout(limit);
  },
);

const mountable =
  process.platform === "linux" &&
  spawnSync("unshare", ["-rm", "mount", "-t", "tmpfs", "none", tmpdir()]).status === 0;
const noMount = mountable ? "" : " (skipped: this user may not mount a small disk)";

test.skipIf(noMount).each([
  ["the notebook's", "lesson.ipynb", "../out"],
  ["the output's", "../lesson.ipynb", "out"],
])(`a full disk, %s, is one error, and the notebook stays as it was${noMount}`, async (_, file, output) => {
  const path = notebook(`console.log("x".repeat(200_000))`);
  const before = readFileSync(path, "utf8");
  const script = `
    mkdir small && mount -t tmpfs -o size=64k none small && cp lesson.ipynb small && cd small || exit 99
    "$@"
    code=$?
    cmp lesson.ipynb ../lesson.ipynb && find . -name '*.tmp' >&2
    exit $code`;
  const args = courseArgv("run", file, "--write", "--output", output);
  const ended = await start(["unshare", "-rm", "sh", "-c", script, "sh", ...args], folder).ended;
  expectError(ended, /lesson\.ipynb.*(ENOSPC|no space left)/);
  expect(readFileSync(path, "utf8")).toBe(before);
});

test("an incomplete install is one line with the command that mends it", async () => {
  for (const file of [
    "package.json",
    "scripts/course.ts",
    "packages/course/package.json",
    "packages/course/src",
  ]) {
    cpSync(join(projectRoot, file), join(folder, file), { recursive: true });
  }
  const script = join(folder, "scripts", "course.ts");
  expectError(
    await start([process.execPath, script, "run"], folder).ended,
    /incomplete install: .*pnpm@12 install/,
  );
});
