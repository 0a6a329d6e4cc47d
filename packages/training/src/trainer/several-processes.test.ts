import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { notebookLauncher } from "../accelerate/notebook-launcher.ts";
import { loadModel } from "../checkpoints/load-model.ts";
import { type Orders, type Trained, train } from "./several-processes.fixture.ts";
import type { TrainingOptions } from "./training-arguments.ts";

// Each process loads all modules anew.
vi.setConfig({ testTimeout: 120_000 });

const module = new URL("./several-processes.fixture.ts", import.meta.url);

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "several-processes-"));
});
afterAll(() => rm(root, { recursive: true }));

let folders = 0;
function ordersOf({ args, ...more }: Orders): Orders {
  const outputDir = join(root, `${folders++}`);
  // Biases of keys have gradients of nothing but rounding; a smaller ε would make whole steps of them.
  const settings: TrainingOptions = { adamEpsilon: 1e-3, learningRate: 5e-3, loggingSteps: 1 };
  return { args: { outputDir, saveStrategy: "no", ...settings, ...args }, ...more };
}
const inTwo = async (orders: Orders): Promise<[Trained, Trained]> =>
  (await notebookLauncher({ module, export: "train" }, { numProcesses: 2, args: [orders] })) as [
    Trained,
    Trained,
  ];

/** Without times. */
const logs = ({ state }: Trained) =>
  state.logHistory.map((entry) =>
    Object.fromEntries(Object.entries(entry).filter(([name]) => !/runtime|second/.test(name))),
  );

/** The largest difference between numbers of two trainings; those of NaN differ. */
function difference(a: readonly number[], b: readonly number[]): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((max, value, i) => Math.max(max, Math.abs(value - (b[i] ?? Number.NaN))), 0);
}
const numbers = ({ weights }: Trained) => [...weights.values()].flatMap((data) => [...data]);
const counted = ({ predicted }: Trained) => predicted.filter(({ label }) => label >= 0);

test.each<
  Omit<Orders, "args"> & { name: string; args: TrainingOptions & { perDeviceTrainBatchSize: number } }
>([
  {
    name: "batches of 1, some without a label",
    args: { perDeviceTrainBatchSize: 1, maxSteps: 8, dataSeed: 3 },
  },
  {
    name: "steps of 4 batches, over 2 epochs that do not come out even",
    examples: 22,
    args: { perDeviceTrainBatchSize: 2, gradientAccumulationSteps: 4, numTrainEpochs: 2, warmupSteps: 1 },
  },
  {
    name: "tokens, of lengths that differ",
    model: "roberta",
    args: { perDeviceTrainBatchSize: 2, maxSteps: 5, maxGradNorm: 0.1, groupByLength: true },
  },
  {
    name: "texts, in epochs without the rest",
    model: "gpt2",
    examples: 22,
    args: { perDeviceTrainBatchSize: 4, numTrainEpochs: 3, dataloaderDropLast: true },
  },
])("two processes take the steps of one with batches twice as large: $name", async ({ name, ...given }) => {
  const args = { evalStrategy: "steps", evalSteps: 2, perDeviceEvalBatchSize: 2, ...given.args } as const;
  const [first, second] = await inTwo(ordersOf({ ...given, args }));
  const perDeviceTrainBatchSize = 2 * args.perDeviceTrainBatchSize;
  const single = await train(ordersOf({ ...given, args: { ...args, perDeviceTrainBatchSize } }));
  expect(single.error).toBeUndefined();
  expect(difference(numbers(first), numbers(single))).toBeLessThan(1e-5);
  expect(second.weights).toEqual(first.weights);
  expect(second.state).toEqual(first.state);
  // The same entries, with the same numbers: losses, norms, rates, epochs, evaluations.
  const [ours, theirs] = [logs(first), logs(single)];
  expect(ours.map((entry) => Object.keys(entry))).toEqual(theirs.map((entry) => Object.keys(entry)));
  const values = (entries: typeof ours) => entries.flatMap((entry) => Object.values(entry));
  expect(difference(values(ours), values(theirs))).toBeLessThan(1e-5);
  expect(ours.filter((entry) => "eval_accuracy" in entry).length).toBeGreaterThan(1);
  const samplesPerStep = ({ state }: Trained) => {
    const { train_samples_per_second: samples = 0, train_steps_per_second: steps = 0 } =
      state.logHistory.at(-1) ?? {};
    return samples / steps;
  };
  expect(samplesPerStep(second)).toBeCloseTo(samplesPerStep(single), 10);
  // In the order of the dataset, in both processes.
  expect(first.predicted.map(({ label }) => label)).toEqual(single.predicted.map(({ label }) => label));
  expect(
    difference(
      counted(first).flatMap(({ logits }) => logits),
      counted(single).flatMap(({ logits }) => logits),
    ),
  ).toBeLessThan(1e-4);
  expect(second.predicted).toEqual(first.predicted);
});

describe("checkpoints", () => {
  const args = { maxSteps: 6, perDeviceTrainBatchSize: 2, saveStrategy: "steps", saveSteps: 3 } as const;

  test("and logs are written once; a training that is resumed goes on as if nothing had happened", async () => {
    const orders = ordersOf({ dropout: 0.2, args: { ...args, reportTo: ["json"] } });
    const whole = await inTwo(orders);
    const outputDir = orders.args.outputDir ?? "";
    expect((await readdir(outputDir)).sort()).toEqual(["checkpoint-3", "checkpoint-6", "log.jsonl"]);
    expect(whole.map(({ savedTokenizers }) => savedTokenizers)).toEqual([2, 0]);
    const steps = whole[0].state.logHistory.map(({ step }) => step);
    expect(whole[0].log.map((line) => (line as { step: number }).step)).toEqual(steps);
    // Masks of dropout are each process's own.
    expect(whole.map(({ dropoutState }) => dropoutState)).toEqual([
      { seed: 42, step: 6 },
      { seed: 43, step: 6 },
    ]);
    const resumed = await inTwo({ ...orders, resumeFromCheckpoint: join(outputDir, "checkpoint-3") });
    for (const [rank, each] of resumed.entries()) {
      expect(each.weights).toEqual(whole[rank]?.weights);
      expect(logs(each)).toEqual(logs(whole[rank] as Trained));
      expect(each.dropoutState).toEqual(whole[rank]?.dropoutState);
    }
    const alone = await train({ ...orders, resumeFromCheckpoint: join(outputDir, "checkpoint-3") });
    expect(alone.error?.type).toBe("ResumeError");
    expect(alone.error?.message).toContain("numProcesses (expected 2, given 1)");
  });

  test("are the best ones, and the training ends, as the main process finds", async () => {
    const best = { metricForBestModel: "accuracy", loadBestModelAtEnd: true, saveTotalLimit: 1 } as const;
    const evaluated = { evalStrategy: "steps", evalSteps: 1, saveSteps: 1, loggingSteps: 100 } as const;
    const orders = ordersOf({ disagreeing: true, args: { ...args, ...best, ...evaluated } });
    const [first, second] = await inTwo(orders);
    expect(first.state).toMatchObject({ globalStep: 3, bestGlobalStep: 1, bestMetric: 1 });
    expect(second.state).toEqual(first.state);
    const logged = first.state.logHistory.flatMap(({ loss, step }) => (loss === undefined ? [] : step));
    expect(logged).toEqual([1]);
    const outputDir = orders.args.outputDir ?? "";
    expect((await readdir(outputDir)).sort()).toEqual(["checkpoint-1", "checkpoint-3"]);
    const task = "sequence-classification";
    const { weights } = await loadModel(join(outputDir, "checkpoint-1"), { task });
    for (const each of [first, second])
      for (const [name, values] of each.weights) expect(values).toEqual(weights.get(name));
  });
});
