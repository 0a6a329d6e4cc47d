// Both optimizers against runs of PyTorch that test/pytorch/optimizers.py recorded.
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { AdamW, type AdamWGroup } from "./adamw.ts";
import { clipGradNorm } from "./clip-grad-norm.ts";
import { GradientAccumulator } from "./gradient-accumulator.ts";
import { KernelPool } from "./kernel-pool.ts";
import { Sgd, type SgdGroup } from "./sgd.ts";
import { float32View, type SharedTensor, SharedTensors } from "./shared-tensors.ts";

type Values = Readonly<Record<string, readonly number[]>>;
interface Fixture {
  readonly runs: readonly {
    readonly name: string;
    readonly optimizer: "AdamW" | "SGD";
    readonly groups: readonly (AdamWGroup | SgdGroup)[];
    readonly initial: Values;
    readonly steps: readonly {
      readonly gradients: Values;
      readonly maxNorm?: number;
      readonly norm?: number;
      readonly learningRate?: number;
      readonly parameters: Values;
    }[];
    readonly state: Readonly<Record<string, Values>>;
  }[];
  readonly embeddings: readonly {
    readonly name: string;
    readonly weightDecay: number;
    readonly initial: readonly number[];
    readonly steps: readonly {
      readonly ids: readonly number[];
      readonly rows: readonly number[];
      readonly dense?: readonly number[];
      readonly norm: number;
      readonly table: readonly number[];
    }[];
  }[];
}
const path = new URL("../../test/pytorch/optimizers.json", import.meta.url);
const { runs, embeddings }: Fixture = JSON.parse(readFileSync(path, "utf8"));

const pool = new KernelPool();
afterAll(() => pool.close());

/** Equal but for a few roundings of float32; sums that nearly cancel have roundings of their terms. */
function expectClose(given: Float32Array, expected: readonly number[]): void {
  expect(given.length).toBe(expected.length);
  for (const [i, value] of expected.entries())
    expect(Math.abs((given[i] as number) - value)).toBeLessThan(1e-6 * Math.max(0.3, Math.abs(value)));
}

describe.each(runs)("$name", ({ optimizer: kind, groups, initial, steps, state }) => {
  test("steps and state are PyTorch's", async () => {
    const memory = new SharedTensors();
    const make = (values: readonly number[]): SharedTensor => {
      const tensor = memory.allocate([values.length], { slots: 4 });
      float32View(tensor).set(values);
      return tensor;
    };
    const parameters = new Map(Object.entries(initial).map(([name, values]) => [name, make(values)]));
    const gradientTensors = new Map([...parameters].map(([name, tensor]) => [name, memory.beside(tensor)]));
    const common = { parameters, memory, pool };
    const optimizer =
      kind === "AdamW"
        ? new AdamW({ ...common, groups })
        : new Sgd({ ...common, groups: groups as SgdGroup[] });
    const gradients = new GradientAccumulator(parameters, { memory, pool });

    for (const { gradients: given, maxNorm, norm, learningRate, parameters: expected } of steps) {
      for (const [name, values] of Object.entries(given)) {
        const tensor = gradientTensors.get(name) as SharedTensor;
        float32View(tensor).set(values);
        gradients.add([[name, tensor]]);
      }
      if (maxNorm && norm) expect(clipGradNorm(gradients, maxNorm) / norm).toBeCloseTo(1, 6);
      optimizer.step(gradients, learningRate === undefined ? {} : { learningRate });
      gradients.clear();
      for (const [name, values] of Object.entries(expected))
        expectClose(float32View(parameters.get(name) as SharedTensor), values);
    }

    const stateDict = optimizer.stateDict();
    for (const [name, moments] of Object.entries(state))
      for (const [moment, values] of Object.entries(moments)) {
        const bytes = (await stateDict.get(`${name}.${moment}`)?.read()) as Uint8Array;
        expectClose(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4), values);
      }
  });
});

describe.each(embeddings)("embedding $name", ({ weightDecay, initial, steps }) => {
  test.each(["Int32Array", "BigInt64Array"] as const)("rows of %s are PyTorch's dense steps", (idType) => {
    const memory = new SharedTensors();
    const table = memory.allocate([24, 6], { slots: 4 });
    float32View(table).set(initial);
    const parameters = new Map([["table", table]]);
    const groups = [{ parameters: ["table"], learningRate: 0.01, weightDecay }];
    const optimizer = new AdamW({ parameters, memory, pool, groups });
    const gradients = new GradientAccumulator(parameters, { memory, pool });
    const dense = steps[0]?.dense && memory.beside(table);

    for (const step of steps) {
      const ids =
        idType === "Int32Array" ? Int32Array.from(step.ids) : BigInt64Array.from(step.ids.map(BigInt));
      const rows = { ids, rows: Float32Array.from(step.rows) };
      if (dense) float32View(dense).set(step.dense as number[]);
      gradients.add([["table", rows], ...(dense ? [["table", dense] as const] : [])]);
      expect(clipGradNorm(gradients, 3) / step.norm).toBeCloseTo(1, 6);
      optimizer.step(gradients);
      gradients.clear();
      expectClose(float32View(table), step.table);
    }
  });
});
