// The runner against kernels that it was not written with: IPython's, judged by nbclient and nbformat, and ours.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { kernelspecFolder } from "../src/kernelspec.ts";
import { type CodeCell, isCodeCell, type Output } from "../src/runner/notebook.ts";
import type { NotebookRun, RunOptions } from "../src/runner/notebook-run.ts";
import { readNotebook } from "../src/runner/read-notebook.ts";
import { runNotebook } from "../src/runner/run-notebook.ts";
import { compareOutputs } from "../src/runner/verify-outputs.ts";
import { writeNotebook } from "../src/runner/write-notebook.ts";
import { python } from "./python.ts";
import { temporaryFolder, writeKernelspec, writeTestNotebook } from "./workspace.ts";

const codeCells = (run: NotebookRun): CodeCell[] => run.notebook.cells.filter(isCodeCell);
const outputs = (run: NotebookRun): Output[][] => codeCells(run).map((cell) => cell.outputs);
const stdout = (text: string) => ({ name: "stdout", output_type: "stream", text });

describe.skipIf(!python)(
  "with IPython's kernel (skipped: needs python3 with ipykernel, jupyter_client, nbformat)",
  () => {
    function prepare(cells: string[], spec: Record<string, unknown> = {}) {
      const folder = temporaryFolder();
      const argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"];
      const kernelspec = writeKernelspec(folder, "python3", { argv, ...spec });
      return { folder, kernelspec, path: writeTestNotebook(folder, cells, "python3") };
    }
    function run(cells: string[], options: Partial<RunOptions> = {}, spec: Record<string, unknown> = {}) {
      const { path, kernelspec } = prepare(cells, spec);
      return runNotebook(path, { kernelspec, ...options });
    }

    const showcase = [
      "import sys\nprint('a'); print('π', end='')",
      "print('out', flush=True); print('err', file=sys.stderr, flush=True)",
      "[1.5, {'k': 'v'}]",
      "from IPython.display import display, HTML, JSON, Image, clear_output\ndisplay(HTML('<b>\\nx</b>'))",
      "display(JSON({'a': [1, 'two']}))",
      "import base64\ndisplay(Image(data=base64.b64decode('iVBORw0KGgo='), format='png'))",
      "handle = display('first', display_id='d')",
      "handle.update('second')",
      "print('gone'); clear_output(); print('stays')",
      "print('gone', flush=True); clear_output(wait=True); display(1)",
      "import asyncio\nawait asyncio.sleep(0.01)\n'awaited'",
      "x = 1",
    ];

    it("gets the outputs that nbclient gets, and nbformat finds them valid", async () => {
      const { folder, path, kernelspec } = prepare(showcase);
      const result = await runNotebook(path, { kernelspec });
      expect(result.error).toBeUndefined();
      expect(result.executed).toBe(showcase.length);
      expect(result.peakRssMb).toBeGreaterThan(10);

      const [ours, theirs] = [join(folder, "ours.ipynb"), join(folder, "theirs.ipynb")];
      await writeNotebook(ours, result.notebook);
      const script = `
import nbformat, sys
from nbclient import NotebookClient
path, ours, theirs = sys.argv[1:]
nbformat.validate(nbformat.read(ours, nbformat.NO_CONVERT))
nb = nbformat.read(path, 4)
NotebookClient(nb, kernel_name="python3").execute()
nbformat.write(nb, theirs)
`;
      execFileSync(String(python), ["-c", script, path, ours, theirs], {
        stdio: ["ignore", "ignore", "pipe"],
      });
      const [stored, executed] = [await readNotebook(theirs), await readNotebook(ours)];
      expect(compareOutputs(stored, executed, { relativeTolerance: 0 })).toEqual([]);
      const counts = (cells: CodeCell[]) => cells.map((cell) => cell.execution_count);
      expect(counts(executed.cells.filter(isCodeCell))).toEqual(counts(stored.cells.filter(isCodeCell)));
      expect(executed.metadata.language_info).toEqual(stored.metadata.language_info);
    });

    it("shows a progress bar as it ended", async () => {
      const result = await run([
        "import time\nfor i in range(5):\n  print(f'\\r{i * 25}%', end='', flush=True); time.sleep(0.01)",
      ]);
      expect(outputs(result)).toEqual([[stdout("100%")]]);
    });

    it("stops at an error", async () => {
      const result = await run(["1 / 0", "2"]);
      expect(result.error).toMatchObject({
        kind: "error",
        cell: 1,
        ename: "ZeroDivisionError",
        evalue: "division by zero",
      });
      expect(outputs(result)).toMatchObject([[{ output_type: "error", ename: "ZeroDivisionError" }], []]);
    });

    it.each(["signal", "message"])("interrupts by %s when time is up", async (interrupt_mode) => {
      const cell = "import time\nprint('begun')\nfor _ in range(10000): time.sleep(0.01)";
      const result = await run([cell], { cellTimeoutSeconds: 0.5 }, { interrupt_mode });
      expect(result.error).toMatchObject({ kind: "timeout", cell: 1 });
      expect(outputs(result)[0]).toMatchObject([
        stdout("begun\n"),
        { ename: "KeyboardInterrupt" },
        { ename: "CellTimeout" },
      ]);
    });

    it("reports a kernel that is killed in the middle", async () => {
      const result = await run(["1", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"]);
      expect(result.error).toMatchObject({
        kind: "dead-kernel",
        cell: 2,
        evalue: expect.stringContaining("SIGKILL"),
      });
    });

    it("tells the last words of a kernel that cannot start", async () => {
      const result = await run(["1"], {}, { argv: [python, "-c", "import no_such_module"] });
      expect(result.error?.message).toMatch(
        /exited with code 1 \(ModuleNotFoundError.*no_such_module.*\) while starting/,
      );
    });
  },
);

describe("with our kernel", () => {
  const kernelspec = kernelspecFolder();
  function run(cells: (string | { source: string; tags: string[] })[], options: Partial<RunOptions> = {}) {
    const path = writeTestNotebook(temporaryFolder(), cells, "typescript");
    return runNotebook(path, { kernelspec, ...options });
  }

  it("runs TypeScript and counts memory and downloads", async () => {
    const result = await run([
      "const half = (x: number) => x / 2;",
      "console.log('a'); console.error('b');",
      "half(21)",
      "await new Promise((resolve) => setTimeout(resolve, 10)); process.env.COURSE_PROFILE",
      "",
    ]);
    expect(result.error).toBeUndefined();
    expect(result).toMatchObject({ status: "passed", executed: 4, skipped: 0, downloadedBytes: 0 });
    expect(result.peakRssMb).toBeGreaterThan(30);
    const [, streams, half, profile] = outputs(result);
    expect(streams).toEqual([stdout("a\n"), { ...stdout("b\n"), name: "stderr" }]);
    expect(half).toMatchObject([{ data: { "text/plain": "10.5" } }]);
    expect(profile).toMatchObject([{ data: { "text/plain": "'offline'" } }]);
    expect(codeCells(result).map((cell) => cell.execution_count)).toEqual([1, 2, 3, 4, null]);
  });

  it.skipIf(!python)(
    "makes notebooks that nbformat finds valid (skipped: needs python3 with nbformat)",
    async () => {
      const result = await run([
        "console.log(1)",
        { source: "throw new Error('x')", tags: ["raises-exception"] },
        "({ a: 1 })",
      ]);
      expect(result.status).toBe("passed");
      const path = join(temporaryFolder(), "out.ipynb");
      await writeNotebook(path, result.notebook);
      const script =
        "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], nbformat.NO_CONVERT)); print('valid')";
      expect(execFileSync(String(python), ["-c", script, path]).toString()).toBe("valid\n");
    },
  );

  it("stops at errors of the type checker and at run time", async () => {
    const types = await run(["const n: number = 'text';", "1"]);
    expect(types.error).toMatchObject({ kind: "error", cell: 1, evalue: expect.stringContaining("TS2322") });
    const thrown = await run(["1", "throw new TypeError('no');"]);
    expect(thrown.error).toMatchObject({ kind: "error", cell: 2, ename: "TypeError", evalue: "no" });
  });

  it("fails for a late error, naming the cell that caused it", async () => {
    const result = await run([
      "void setTimeout(() => { throw new Error('late'); }, 1);",
      "await new Promise((resolve) => setTimeout(resolve, 100));",
    ]);
    expect(result.error).toMatchObject({ kind: "error", cell: 1, evalue: "late" });
    expect(outputs(result)[0]).toMatchObject([{ output_type: "error", evalue: "late" }]);
  });

  it.each(["while (true) {}", "await new Promise(() => {});"])("ends %s when time is up", async (cell) => {
    const result = await run([`console.log("begun"); ${cell}`, "2"], { cellTimeoutSeconds: 2 });
    expect(result.error).toMatchObject({ kind: "timeout", cell: 1 });
    expect(outputs(result)[0]?.[0]).toEqual(stdout("begun\n"));
    expect(result.cells.map(({ status }) => status)).toEqual(["error", "skipped"]);
  });

  it("reports a cell that ends the kernel", async () => {
    const result = await run(["process.exit(3)"]);
    expect(result.error).toMatchObject({ cell: 1 });
    expect(result.status).toBe("failed");
  });

  it("runs several at once", async () => {
    const runs = await Promise.all([run(["1"]), run(["2"])]);
    expect(runs.map(({ status }) => status)).toEqual(["passed", "passed"]);
  });
});
