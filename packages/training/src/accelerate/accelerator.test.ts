import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { UnsupportedPrecisionError } from "../trainer/errors.ts";
import { Accelerator } from "./accelerator.ts";
import { accumulationStepsVariable } from "./accelerator-options.ts";
import { AcceleratorError, LaunchConfigError } from "./errors.ts";
import { notebookLauncher } from "./notebook-launcher.ts";
import type { Trained, TrainOptions } from "./train.fixture.ts";

// Each process loads all modules anew.
vi.setConfig({ testTimeout: 120_000 });

const module = new URL("./train.fixture.ts", import.meta.url);
const trained = async (numProcesses: number, options: TrainOptions): Promise<Trained[]> =>
  (await notebookLauncher({ module, export: "train" }, { numProcesses, args: [options] })) as Trained[];

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "accelerate-"));
});
afterAll(() => rm(root, { recursive: true }));

/** The largest difference between weights of two trainings. */
function difference(a: Trained | undefined, b: Trained | undefined): number {
  expect([...(a?.weights.keys() ?? [])]).toEqual([...(b?.weights.keys() ?? [])]);
  return Math.max(
    ...[...(a?.weights ?? [])].map(([name, values]) => {
      const other = b?.weights.get(name) ?? [];
      return values.reduce((max, value, i) => Math.max(max, Math.abs(value - (other[i] ?? Number.NaN))), 0);
    }),
  );
}

test.each<TrainOptions>([
  { model: "distilbert", optimizer: "adamW", batchSize: 4 },
  { model: "distilbert", optimizer: "sgd", batchSize: 4 },
  // Batches of 4 and 4, 4 and 4, 3 and 2.
  { model: "distilbert", optimizer: "sgd", batchSize: 4, examples: 21 },
  { model: "gpt2", optimizer: "sgd", batchSize: 4, byLabels: true },
  { model: "gpt2", optimizer: "adamW", batchSize: 4, byLabels: true },
  { model: "roberta", optimizer: "adamW", batchSize: 4, byLabels: true },
  { model: "distilbert", optimizer: "adamW", batchSize: 2, gradientAccumulationSteps: 3 },
])("two processes train as one with batches twice as large: %j", async (options) => {
  const [single] = await trained(1, { ...options, batchSize: 2 * options.batchSize });
  const [first, second] = await trained(2, options);
  expect(difference(first, single)).toBeLessThan(1e-5);
  expect(second?.weights).toEqual(first?.weights);
  expect(first?.learningRates).toEqual(single?.learningRates);
  // None while gradients are accumulated.
  for (const [i, norm] of (single?.norms ?? []).entries())
    expect(first?.norms[i] ?? -1).toBeCloseTo(norm ?? -1, 4);
  expect(first?.metrics.references).toEqual(single?.metrics.references);
  for (const [i, logit] of (single?.metrics.predictions ?? []).entries())
    expect(first?.metrics.predictions[i]).toBeCloseTo(logit, 3);
});

test("where labels differ in number and weigh by example, the mean is that of the processes' means", async () => {
  const options = { model: "roberta", optimizer: "sgd", examples: 8 } as const;
  const [byExample] = await trained(2, { ...options, batchSize: 4 });
  const [single] = await trained(1, { ...options, batchSize: 8 });
  expect(difference(byExample, single)).toBeGreaterThan(1e-4);
  // One process that takes the two halves one after the other, as in an accumulation.
  const [accumulated] = await trained(1, { ...options, batchSize: 4, gradientAccumulationSteps: 2 });
  expect(accumulated?.norms.filter((norm) => norm === undefined)).toHaveLength(2);
  for (const [i, norm] of (byExample?.norms ?? []).entries())
    expect(accumulated?.norms[2 * i + 1]).toBeCloseTo(norm ?? 0, 4);
});

test("a state that was saved continues as if nothing had happened", async () => {
  const options: TrainOptions = { model: "distilbert", batchSize: 4, dropout: true };
  const folder = join(root, "state");
  const [whole] = await trained(2, { ...options, saveTo: folder });
  const [resumed] = await trained(2, { ...options, loadFrom: folder });
  expect(resumed?.weights).toEqual(whole?.weights);
  expect(resumed?.losses).toEqual(whole?.losses.slice(-(resumed?.losses.length ?? 0)));
  const other = trained(1, { ...options, model: "roberta", loadFrom: folder });
  await expect(other).rejects.toThrow("the state is of another model");
});

test("options and parts that are none are errors", async () => {
  expect(() => new Accelerator({ gradientAccumulationSteps: 0 })).toThrow(LaunchConfigError);
  expect(() => new Accelerator({ mixedPrecision: "fp16" })).toThrow(UnsupportedPrecisionError);
  process.env[accumulationStepsVariable] = "4";
  expect(new Accelerator().gradientAccumulationSteps).toBe(4);
  expect(new Accelerator({ gradientAccumulationSteps: 2 }).gradientAccumulationSteps).toBe(2);
  delete process.env[accumulationStepsVariable];
  await expect(new Accelerator().prepare(new Map() as never)).rejects.toThrow(AcceleratorError);
});
