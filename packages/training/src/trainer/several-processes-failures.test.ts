// What goes wrong in one process of several ends all.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { notebookLauncher } from "../accelerate/notebook-launcher.ts";
import type { Orders, Trained } from "./several-processes.fixture.ts";
import type { TrainingOptions } from "./training-arguments.ts";

// Each process loads all modules anew.
vi.setConfig({ testTimeout: 120_000 });

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "several-processes-"));
});
afterAll(() => rm(root, { recursive: true }));

let folders = 0;
function ordersOf({ args = {}, ...more }: Partial<Orders> = {}) {
  const outputDir = join(root, `${folders++}`);
  const settings: TrainingOptions = {
    ...{ maxSteps: 6, perDeviceTrainBatchSize: 2, perDeviceEvalBatchSize: 2 },
    ...{ evalStrategy: "steps", evalSteps: 3, saveStrategy: "steps", saveSteps: 2 },
  };
  return { args: { outputDir, ...settings, ...args }, ...more };
}
const inTwo = async (orders: Orders, signal?: AbortSignal): Promise<[Trained, Trained]> => {
  const options = { numProcesses: 2, args: [orders], ...(signal && { signal }) };
  const module = new URL("./several-processes.fixture.ts", import.meta.url);
  return (await notebookLauncher({ module, export: "train" }, options)) as [Trained, Trained];
};
/** The errors of both. They have gone on together: each has predicted since. */
const failed = async (orders: Orders) => {
  const both = await inTwo(orders);
  expect(both[1].predicted).toEqual(both[0].predicted);
  return both.map(({ error }) => error);
};
const folder = (orders: ReturnType<typeof ordersOf>, step: number) =>
  join(orders.args.outputDir, `checkpoint-${step}`);
const names = async (orders: ReturnType<typeof ordersOf>) => (await readdir(orders.args.outputDir)).sort();

test("a loss that is NaN, before the step, with the examples of the process that has it", async () => {
  const orders = ordersOf({ failure: "NaN" });
  const both = await inTwo(orders);
  const [first, second] = both.map(({ error }) => error);
  expect(first).toMatchObject({ type: "NonFiniteLossError", step: 3, lastCheckpoint: folder(orders, 2) });
  expect(first?.examples).toHaveLength(2);
  expect(second).toEqual(first);
  for (const data of both[0].weights.values()) expect(data.every(Number.isFinite)).toBe(true);
});

test("no label that counts in any process, with the examples of all", async () => {
  const [first, second] = await failed(ordersOf({ failure: "no labels" }));
  expect(first).toMatchObject({ type: "NonFiniteLossError", step: 1 });
  expect(first?.examples).toHaveLength(4);
  expect(second).toEqual(first);
});

test("a metric that throws leaves a checkpoint", async () => {
  const orders = ordersOf({ failure: "metric" });
  const [first, second] = await failed(orders);
  const cause = "no such label, in process 0";
  expect(first).toMatchObject({
    ...{ type: "MetricError", metric: "accuracy", checkpoint: folder(orders, 3), cause },
  });
  expect(second).toEqual(first);
  expect(await names(orders)).toEqual(["checkpoint-2", "checkpoint-3"]);
});

test("a disk that is full", async () => {
  const orders = ordersOf({ failure: "disk" });
  const [first, second] = await failed(orders);
  expect(first).toMatchObject({ type: "SaveCheckpointError", cause: "no space left on device" });
  expect(first?.message).toContain("free some space");
  expect(second).toEqual(first);
  expect(await names(orders)).toEqual(["checkpoint-2"]);
});

test.each([
  ["abort", { evalStrategy: "no" }],
  ["abort evaluation", {}],
] as const)("an aborted signal, after a checkpoint: %s", async (failure, args) => {
  const orders = ordersOf({ failure, args });
  const [first, second] = await failed(orders);
  expect(second).toMatchObject({ type: "TrainingInterruptedError", cause: "enough" });
  expect(first).toMatchObject({ checkpoint: folder(orders, 3), message: second?.message });
  expect(await names(orders)).toEqual(["checkpoint-2", "checkpoint-3"]);
});

test("the signal of a launch, after a checkpoint", async () => {
  const counts = new Int32Array(new SharedArrayBuffer(8));
  const endless = { maxSteps: 100_000, evalStrategy: "no", saveStrategy: "no" } as const;
  const orders = ordersOf({ counts, args: endless });
  const stop = new AbortController();
  const pending = inTwo(orders, stop.signal);
  while (Atomics.load(counts, 0) < 4) await setTimeout(10);
  stop.abort(new Error("enough"));
  await expect(pending).rejects.toThrow("enough");
  expect(Atomics.load(counts, 1)).toBe(2);
  expect(await names(orders)).toHaveLength(1);
});
