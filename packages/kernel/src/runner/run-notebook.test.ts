import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Action } from "../../test/fake-kernel.ts";
import {
  type TestCell,
  temporaryFolder,
  writeFakeKernelspec,
  writeTestNotebook,
} from "../../test/workspace.ts";
import { KernelspecError, NotebookError } from "./errors.ts";
import { type CodeCell, isCodeCell } from "./notebook.ts";
import type { NotebookRun, RunEvent, RunOptions } from "./notebook-run.ts";
import { runNotebook } from "./run-notebook.ts";
import { runNotebooks } from "./run-notebooks.ts";

const print = (text: string, of?: number): Action => ({
  publish: "stream",
  content: { name: "stdout", text },
  ...(of === undefined ? {} : { of }),
});
const raise = (evalue: string, of?: number): Action => ({
  publish: "error",
  content: { ename: "E", evalue, traceback: [`E: ${evalue}`] },
  ...(of === undefined ? {} : { of }),
});
const failed: Action = { reply: { status: "error", ename: "E", evalue: "reply" } };

/** Runs cells in the test kernel. */
async function run(cells: (TestCell | Action[])[], options: Partial<RunOptions> = {}): Promise<NotebookRun> {
  const folder = temporaryFolder();
  const kernelspec = writeFakeKernelspec(folder);
  return runNotebook(writeTestNotebook(folder, cells), { kernelspec, ...options });
}

const codeCells = (run: NotebookRun): CodeCell[] => run.notebook.cells.filter(isCodeCell);
/** Each cell's outputs as one line of text. */
const outputs = (run: NotebookRun): string[] =>
  codeCells(run).map((cell) =>
    cell.outputs
      .map((output) => {
        if (output.output_type === "stream") return output.text;
        return output.output_type === "error"
          ? `${output.ename}: ${output.evalue}`
          : JSON.stringify(output.data);
      })
      .join("; "),
  );
const statuses = (run: NotebookRun) => run.cells.map((cell) => cell.status);

describe("runNotebook", () => {
  it("runs the code cells in order and replaces their outputs", async () => {
    const result = await run([[print("a"), print("b\n")], [], { source: " " }]);
    expect(result.error).toBeUndefined();
    expect(result).toMatchObject({ status: "passed", executed: 2, skipped: 0 });
    expect(result).toMatchObject({ peakRssMb: 123, downloadedBytes: 4567 });
    expect(outputs(result)).toEqual(["ab\n", "", ""]);
    expect(codeCells(result).map((cell) => cell.execution_count)).toEqual([1, 2, null]);
    expect(result.cells.map(({ index, id, status }) => [index, id, status])).toEqual([
      [1, "c1", "ok"],
      [2, "c2", "ok"],
      [3, "c3", "ok"],
    ]);
    expect(result.notebook.metadata.language_info).toEqual({ name: "json" });
  });

  it("gives the kernel the notebook's folder and the profile", async () => {
    const cell: Action[] = [{ show: ["COURSE_PROFILE", "COURSE_DEVICE", "EXTRA", "NO_COLOR"] }];
    const show = async (options: Partial<RunOptions>) =>
      JSON.parse(outputs(await run([cell], options))[0] ?? "");
    const [cwd, ...defaults] = await show({});
    expect(cwd).toContain("runner-");
    expect(defaults).toEqual(["offline", process.env.COURSE_DEVICE ?? null, null, null]);
    const options = {
      profile: "hub",
      device: "cuda",
      env: { EXTRA: "x" },
      cwd: import.meta.dirname,
    } as const;
    expect(await show(options)).toEqual([import.meta.dirname, "hub", "cuda", "x", null]);
  });

  it("stops at the first error and says where", async () => {
    const result = await run([[print("a")], [raise("bad\nthing"), failed], [print("never")]]);
    expect(result).toMatchObject({ status: "failed", executed: 2, skipped: 1 });
    expect(result.error).toMatchObject({
      kind: "error",
      cell: 2,
      index: 2,
      cellId: "c2",
      ename: "E",
      evalue: "bad\nthing",
    });
    expect(result.error?.message).toMatch(
      /^\S+test\.ipynb: code cell 2 \(index 2, id c2\): E: bad \| thing$/,
    );
    expect(outputs(result)).toEqual(["a", "E: bad\nthing", ""]);
    expect(statuses(result)).toEqual(["ok", "error", "skipped"]);
  });

  it("takes an error that only the reply tells", async () => {
    const result = await run([[failed]]);
    expect(result.error).toMatchObject({ kind: "error", cell: 1, evalue: "reply" });
    expect(outputs(result)).toEqual(["E: reply"]);
  });

  it("goes on after an error in a cell tagged raises-exception, and without one", async () => {
    const source = [raise("expected"), failed];
    const result = await run([
      { source, tags: ["raises-exception"] },
      { source: [], tags: ["raises-exception"] },
    ]);
    expect(result.status).toBe("passed");
    expect(outputs(result)).toEqual(["E: expected", ""]);
  });

  it("skips cells tagged hub in the offline profile only", async () => {
    const cells = [{ source: [print("from the hub")], tags: ["hub"] }];
    const offline = await run(cells);
    expect(offline).toMatchObject({ status: "passed", executed: 0, skipped: 1 });
    expect(outputs(offline)[0]).toMatch(/^Skipped: .*COURSE_PROFILE=hub.*\n$/);
    expect(codeCells(offline)[0]?.execution_count).toBeNull();
    expect(outputs(await run(cells, { profile: "hub" }))).toEqual(["from the hub"]);
  });

  it("gives late output to the cell that caused it", async () => {
    const result = await run([[print("first")], [print(" late", 0), print("second")]]);
    expect(outputs(result)).toEqual(["first late", "second"]);
  });

  it("fails for a late error, naming the cell that caused it, and stops", async () => {
    const result = await run([[print("fine")], [raise("late", 0)], [print("never")]]);
    expect(result.error).toMatchObject({ kind: "error", cell: 1, evalue: "late" });
    expect(outputs(result)).toEqual(["fine; E: late", "", ""]);
    expect(statuses(result)).toEqual(["error", "ok", "skipped"]);
  });

  it("fails for an error that comes after the last cell", async () => {
    const result = await run([[print("fine")], [{ lateError: "late" }]]);
    expect(result.error).toMatchObject({ kind: "error", cell: 2, evalue: "late" });
    expect(result).toMatchObject({ executed: 2, skipped: 0 });
    expect(statuses(result)).toEqual(["ok", "error"]);
  });

  it("throws what the caller's onEvent throws, and leaves no kernel", async () => {
    const onEvent = ({ type }: RunEvent) => {
      if (type === "stream") throw new RangeError("the caller's own");
    };
    await expect(run([[print("a"), { hang: "deaf" }]], { onEvent })).rejects.toThrow(RangeError);
  });

  it("updates a display in an earlier cell", async () => {
    const display = (publish: string, text: string): Action => ({
      publish,
      content: { data: { "text/plain": text }, metadata: {}, transient: { display_id: "d" } },
    });
    const result = await run([[display("display_data", "0 %")], [display("update_display_data", "100 %")]]);
    expect(outputs(result)).toEqual(['{"text/plain":"100 %"}', ""]);
  });

  it.each(["listening", "deaf"] as const)("ends a cell that never ends (%s to interrupts)", async (hang) => {
    const result = await run([[print("a"), { hang }], [print("never")]], { cellTimeoutSeconds: 0.2 });
    expect(result.error).toMatchObject({ kind: "timeout", cell: 1 });
    expect(result.error?.message).toMatch(/code cell 1 .* CellTimeout: the cell ran longer than 0.2 s$/);
    const shown = hang === "listening" ? "a; Interrupted: ; CellTimeout: " : "a; CellTimeout: ";
    expect(outputs(result)[0]).toBe(`${shown}the cell ran longer than 0.2 s`);
    expect(statuses(result)).toEqual(["error", "skipped"]);
  });

  it("ends a notebook that takes too long", async () => {
    const result = await run([[], [{ hang: "listening" }]], { notebookTimeoutSeconds: 1.5 });
    expect(result.error).toMatchObject({ kind: "timeout", ename: "NotebookTimeout" });
  });

  it("notices a kernel that exits", async () => {
    const result = await run([[print("a")], [{ stderr: "out of\nmemory\n" }, { exit: 3 }]]);
    expect(result.error).toMatchObject({ kind: "dead-kernel", cell: 2 });
    expect(result.error?.message).toMatch(/code cell 2 .* the kernel exited with code 3 \(memory\)$/);
    expect(codeCells(result)[1]?.outputs.at(-1)).toMatchObject({
      traceback: [expect.anything(), "out of", "memory"],
    });
    expect(statuses(result)).toEqual(["ok", "error"]);
  });

  it.skipIf(process.platform === "win32")(
    "notices a killed kernel (skipped on Windows: no signals)",
    async () => {
      const result = await run([[{ kill: true }]]);
      expect(result.error?.message).toMatch(/the kernel was killed by SIGKILL$/);
    },
  );

  it("rejects messages that the kernel did not sign", async () => {
    const result = await run([[{ ...print("forged"), key: "another" } as Action, { hang: "deaf" }]]);
    expect(result.error).toMatchObject({ kind: "protocol", cell: 1 });
    expect(result.error?.message).toMatch(/wrong signature/);
    expect(outputs(result)[0]).not.toContain("forged");
  });

  it("rejects malformed messages and ignores unknown types", async () => {
    const malformed = await run([[{ publish: "stream", content: { name: "stdout" } }]]);
    expect(malformed.error?.message).toMatch(/MessageError: malformed kernel message: text/);
    const unknown = await run([[{ publish: "comm_open", content: {} }, print("ok")]]);
    expect(outputs(unknown)).toEqual(["ok"]);
  });

  it("reports a kernel that does not start", async () => {
    const dead = await run([[]], { env: { FAKE_START: "exit" } });
    expect(dead).toMatchObject({
      status: "failed",
      executed: 0,
      skipped: 1,
      error: { kind: "kernel-start" },
    });
    expect(dead.error?.message).toMatch(
      /exited with code 7 \(cannot find the thing it needs\) while starting$/,
    );
    const silent = await run([[]], { env: { FAKE_START: "silent" }, startTimeoutSeconds: 0.5 });
    expect(silent.error?.message).toMatch(
      /test.ipynb: KernelStartTimeout: no answer from the kernel within 0.5 s$/,
    );
  });

  it("starts the kernel once more when a port was taken", async () => {
    expect((await run([[]], { env: { FAKE_START: "collide" } })).status).toBe("passed");
  });

  it.skipIf(process.platform === "win32")(
    "starts the kernel once more when native code aborted (skipped on Windows: no signals)",
    async () => {
      expect((await run([[]], { env: { FAKE_START: "abort" } })).status).toBe("passed");
    },
  );

  it("reports a program that does not exist", async () => {
    const folder = temporaryFolder();
    const kernelspec = writeFakeKernelspec(folder);
    const spec = { argv: [join(folder, "missing")], display_name: "x", language: "x" };
    writeFileSync(join(kernelspec, "kernel.json"), JSON.stringify(spec));
    const result = await runNotebook(writeTestNotebook(folder, [[]]), { kernelspec });
    expect(result.error).toMatchObject({ kind: "kernel-start" });
    expect(result.error?.message).toMatch(/could not be started: .*ENOENT/);
  });

  it("is interrupted by its signal: in a cell, while starting, and before", async () => {
    const abort = new AbortController();
    const onEvent = (event: RunEvent) => event.type === "stream" && abort.abort();
    const inCell = await run([[print("a"), { hang: "deaf" }], []], { signal: abort.signal, onEvent });
    expect(inCell).toMatchObject({ status: "interrupted", error: { kind: "aborted", cell: 1 } });
    expect(outputs(inCell)[0]).toBe("a; Aborted: the run was aborted");
    const starting = { env: { FAKE_START: "silent" }, signal: AbortSignal.timeout(300) };
    expect((await run([[]], starting)).status).toBe("interrupted");
    const before = await run([[]], { signal: AbortSignal.abort() });
    expect(before).toMatchObject({ status: "interrupted", startSeconds: 0, skipped: 1 });
  });

  it("reports progress", async () => {
    const events: RunEvent[] = [];
    const onEvent = (event: RunEvent) => events.push(event);
    await run([[print("a")], { source: [], tags: ["hub"] }, [raise("x")]], { onEvent });
    expect(events.map(({ type, index, total }) => `${type} ${index}/${total}`)).toEqual([
      "start 0/3",
      "cell-start 1/3",
      "stream 1/3",
      "cell-end 1/3",
      "cell-start 3/3",
      "cell-end 3/3",
      "end 0/3",
    ]);
    expect(events.at(-1)).toMatchObject({ status: "failed", executed: 2, skipped: 1, error: { cell: 3 } });
  });

  it("leaves the file and no connection file", async () => {
    const folder = temporaryFolder();
    const kernelspec = writeFakeKernelspec(folder);
    const path = writeTestNotebook(folder, [[print("a")]]);
    const text = readFileSync(path, "utf8");
    let during: string[] = [];
    const connections = () => readdirSync(tmpdir()).filter((name) => name.startsWith("kernel-"));
    const before = connections();
    await runNotebook(path, {
      kernelspec,
      onEvent: ({ type }) => {
        if (type === "stream") during = connections();
      },
    });
    expect(readFileSync(path, "utf8")).toBe(text);
    const own = during.filter((name) => !before.includes(name));
    expect(own.length).toBeGreaterThan(0);
    expect(connections()).not.toEqual(expect.arrayContaining(own));
  });

  it("throws typed errors for what is not a notebook or not a kernel", async () => {
    const folder = temporaryFolder();
    const kernelspec = writeFakeKernelspec(folder);
    const path = writeTestNotebook(folder, [[]], "python3");
    await expect(runNotebook(path, { kernelspec })).rejects.toThrow(KernelspecError);
    await expect(runNotebook(path, { kernelspec })).rejects.toThrow(
      /expected .* kernel "fake".*got "python3"/,
    );
    await expect(runNotebook(path, { kernelspec: folder })).rejects.toThrow(/kernel\.json \(ENOENT\)/);
    await expect(runNotebook(join(folder, "none.ipynb"), { kernelspec })).rejects.toThrow(NotebookError);
  });

  const linux = process.platform === "linux";
  it.skipIf(!linux)("kills its kernel when the process ends (skipped: needs Linux's /proc)", async () => {
    const folder = temporaryFolder();
    const options = { kernelspec: writeFakeKernelspec(folder) };
    const path = writeTestNotebook(folder, [[print("running"), { hang: "deaf" }]]);
    const running = () =>
      readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && workingFolder(pid) === folder);
    const script = `
      import { runNotebook } from ${JSON.stringify(join(import.meta.dirname, "run-notebook.ts"))};
      import { execFileSync } from "node:child_process";
      const onEvent = ({ type }) => {
        if (type !== "stream") return;
        console.log(execFileSync("sh", ["-c", "readlink /proc/[0-9]*/cwd || true"]).toString());
        process.exit(0);
      };
      await runNotebook(${JSON.stringify(path)}, { ...${JSON.stringify(options)}, onEvent });`;
    const during = execFileSync(process.execPath, ["--input-type=module", "-e", script]).toString();
    expect(during.split("\n")).toContain(folder);
    // Killed by then, but the system may still be taking it down.
    await expect.poll(running, { timeout: 10_000 }).toEqual([]);
  });
});

/** Where a process runs; undefined when it is gone, a zombie or another user's. */
function workingFolder(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

describe("runNotebooks", () => {
  it("runs several at once and keeps their order", async () => {
    const folders = [0, 1, 2].map(() => temporaryFolder());
    const kernelspec = writeFakeKernelspec(folders[0] ?? "");
    const cells = [[print("a")], [raise("b")], [print("c")]];
    const paths = folders.map((folder, i) => writeTestNotebook(folder, [cells[i] ?? []]));
    const runs = await runNotebooks(paths, { kernelspec, jobs: 2 });
    expect(runs.map(({ path }) => path)).toEqual(paths);
    expect(runs.map(({ status }) => status)).toEqual(["passed", "failed", "passed"]);
  });

  it("starts nothing when one of them is no notebook", async () => {
    const folder = temporaryFolder();
    const kernelspec = writeFakeKernelspec(folder);
    const events: RunEvent[] = [];
    const paths = [writeTestNotebook(folder, [[]]), join(folder, "none.ipynb")];
    const onEvent = (event: RunEvent) => events.push(event);
    await expect(runNotebooks(paths, { kernelspec, onEvent })).rejects.toThrow(NotebookError);
    expect(events).toEqual([]);
  });
});
