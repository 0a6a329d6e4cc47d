import { setTimeout } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { LaunchError, ProcessFailedError } from "./errors.ts";
import { type NotebookLauncherOptions, notebookLauncher } from "./notebook-launcher.ts";

// Each process loads all modules anew.
vi.setConfig({ testTimeout: 120_000 });

const module = new URL("./processes.fixture.ts", import.meta.url);
const call = (name: string, options: NotebookLauncherOptions = {}) =>
  notebookLauncher({ module, export: name }, { numProcesses: 2, ...options });

const failure = async (pending: Promise<unknown>): Promise<ProcessFailedError> => {
  const error = await pending.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(ProcessFailedError);
  return error;
};

test("processes know each other, and gather what each has in the order of ranks", async () => {
  const all = await call("collectives", { numProcesses: 3 });
  const values = [0, 10, 11, 20, 21, 22];
  const tensor = { type: "int64", data: BigInt64Array.from(values, BigInt), dims: [6, 1] };
  const shared = {
    ...{ size: 3, number: [0, 1, 2], list: values, tensor, sum: 6, mean: [1, 1] },
    metrics: { predictions: tensor, references: values },
    broadcast: { from: 0 },
  };
  expect(all).toEqual([
    { ...shared, rank: 0, isMain: true, main: "only here" },
    { ...shared, rank: 1, isMain: false, main: undefined },
    { ...shared, rank: 2, isMain: false, main: undefined },
  ]);
});

test("a process alone gathers its own", async () => {
  const [alone] = (await call("collectives", { numProcesses: 1 })) as Record<string, unknown>[];
  expect(alone).toMatchObject({ size: 1, isMain: true, number: [0], list: [0], sum: 1, mean: [0, 1] });
});

test("all wait for the last one; what is shared stays shared", async () => {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  expect(await call("waits", { numProcesses: 3, args: [counter] })).toEqual([3, 3, 3]);
});

test("a process that throws ends the others, with its error", async () => {
  const error = await failure(call("failing", { numProcesses: 3, args: ["throw"] }));
  expect(error).toMatchObject({ processIndex: 2, exitCode: 1 });
  expect(error.message).toBe("process 2 failed, RangeError: out of luck");
  expect(error.cause).toMatchObject({ message: "out of luck", stack: expect.stringContaining("fixture.ts") });
});

test("a process that exits ends the others, with its code", async () => {
  const error = await failure(call("failing", { args: ["exit"] }));
  expect(error).toMatchObject({ processIndex: 1, exitCode: 3, message: "process 1 failed, exit code: 3" });
});

test("waiting for a process that has ended, or does something else, is an error", async () => {
  const ended = await failure(call("failing", { args: ["finish"] }));
  expect(ended.message).toContain("another process waits in gather, call it equally often in all; ended: 1");
  const other = await failure(call("disordered"));
  expect(other.message).toContain("all processes must do the same in the same order");
  const shapes = await failure(call("mismatched"));
  expect(shapes.message).toContain("float32 [1,1] in process 0, in 1: float32 [1,2]");
});

test("a signal ends all", async () => {
  const stop = new AbortController();
  const started = new Int32Array(new SharedArrayBuffer(4));
  const pending = call("endless", { args: [started], signal: stop.signal });
  while (Atomics.load(started, 0) < 2) await setTimeout(10);
  stop.abort(new Error("enough"));
  await expect(pending).rejects.toThrow("enough");
  await expect(call("endless", { args: [started], signal: stop.signal })).rejects.toThrow("enough");
});

test("a signal leaves it to processes that listen to end, also to those that listen only then", async () => {
  const stop = new AbortController();
  const counts = new Int32Array(new SharedArrayBuffer(8));
  const pending = call("listening", { args: [counts], signal: stop.signal });
  while (Atomics.load(counts, 0) < 1) await setTimeout(10);
  stop.abort(new Error("enough"));
  await expect(pending).rejects.toThrow("enough");
  expect([...counts]).toEqual([2, 2]);
});

test("a function is called here, but not sent to other processes", async () => {
  expect(await notebookLauncher((a: number, b: number) => a + b, { args: [1, 2] })).toEqual([3]);
  const closure = notebookLauncher(function train() {}, { numProcesses: 2 });
  await expect(closure).rejects.toThrow(LaunchError);
  await expect(closure).rejects.toThrow("export it from a module and give { module, export }: train");
});

test("what cannot be sent or called is an error", async () => {
  await expect(call("collectives", { args: [() => 1] })).rejects.toThrow("args must be plain data");
  await expect(call("collectives", { numProcesses: 0 })).rejects.toThrow(LaunchError);
  expect((await failure(call("settings"))).message).toContain("exports no function of the name: settings");
  expect((await failure(call("unclonable"))).message).toContain("unclonable must return plain data");
});
