import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readSafetensors } from "../read-safetensors.ts";
import { storedTensor } from "../stored-tensor.ts";
import { writeSafetensors } from "../write-safetensors.ts";
import { AdamW, type AdamWGroup } from "./adamw.ts";
import { OptimizerError } from "./errors.ts";
import { type Gradient, GradientAccumulator } from "./gradient-accumulator.ts";
import { KernelPool } from "./kernel-pool.ts";
import { Sgd, type SgdGroup } from "./sgd.ts";
import { float32View, type SharedTensor, SharedTensors } from "./shared-tensors.ts";

const pool = new KernelPool();
afterAll(() => pool.close());

const [rows, columns] = [60, 5];
/** Values in [-1, 1), the same for the same seed. */
const noise = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => (((i + 1) * (seed + 0.618) * 7.31) % 2) - 1);

/** A model of a table and a bias. */
function setUp() {
  const memory = new SharedTensors();
  const shapes = { table: [rows, columns], bias: [7] };
  const parameters = new Map(
    Object.entries(shapes).map(([name, shape]) => [name, memory.allocate(shape, { slots: 4 })]),
  );
  for (const [i, tensor] of [...parameters.values()].entries()) {
    const view = float32View(tensor);
    view.set(noise(view.length, i));
  }
  const gradients = new GradientAccumulator(parameters, { memory, pool });
  const values = (name: string) => float32View(parameters.get(name) as SharedTensor);
  return { memory, parameters, gradients, values, options: { parameters, memory, pool } };
}

/** Rows that a step uses: few at first, all in the end. */
const idsOf = (step: number) =>
  step < 6 ? [step, 59 - 7 * step, step, 20 + step] : Array.from({ length: rows }, (_, i) => i);

const groups: readonly { name: string; make: (o: ReturnType<typeof setUp>["options"]) => AdamW | Sgd }[] = [
  ...[0, 0.1].map((weightDecay) => ({
    name: `AdamW with weight decay ${weightDecay}`,
    make: (o: ReturnType<typeof setUp>["options"]) =>
      new AdamW({ ...o, groups: [{ parameters: ["table"], learningRate: 0.1, weightDecay }] }),
  })),
  ...[
    {},
    { weightDecay: 0.1 },
    { momentum: 0.9 },
    { momentum: 0.9, nesterov: true },
    { momentum: 0.9, dampening: 0.5, weightDecay: 0.1 },
  ].map((settings: Omit<SgdGroup, "parameters">) => ({
    name: `Sgd with ${JSON.stringify(settings)}`,
    make: (o: ReturnType<typeof setUp>["options"]) =>
      new Sgd({ ...o, groups: [{ parameters: ["table"], learningRate: 0.1, ...settings }] }),
  })),
];

test.each(groups)("$name: rows give the bits of a dense gradient", ({ make }) => {
  const [sparse, dense] = [setUp(), setUp()];
  const optimizers = [make(sparse.options), make(dense.options)];
  const denseGradient = dense.memory.beside(dense.parameters.get("table") as SharedTensor);
  for (let step = 0; step < 8; step++) {
    const ids = Int32Array.from(idsOf(step));
    const gradient = { ids, rows: noise(ids.length * columns, step) };
    float32View(denseGradient).fill(0);
    dense.gradients.add([["table", denseGradient]]);
    dense.gradients.add([["table", gradient]]);
    sparse.gradients.add([["table", gradient]]);
    for (const [i, { gradients }] of [sparse, dense].entries()) {
      gradients.scale = 0.7;
      optimizers[i]?.step(gradients);
      gradients.clear();
    }
    expect(sparse.values("table")).toEqual(dense.values("table"));
  }
});

test("rows that never had a gradient are not visited without weight decay", () => {
  const { options, gradients, values } = setUp();
  const optimizer = new AdamW({ ...options, groups: [{ parameters: ["table"], weightDecay: 0 }] });
  values("table").fill(Number.NaN, 10 * columns);
  const before = values("table").slice();
  for (const id of [3, 4]) {
    gradients.add([["table", { ids: Int32Array.of(id), rows: new Float32Array(columns).fill(1) }]]);
    optimizer.step(gradients);
    gradients.clear();
  }
  const changed = [...values("table").entries()].filter(([i, value]) => !Object.is(value, before[i]));
  expect(new Set(changed.map(([i]) => Math.floor(i / columns)))).toEqual(new Set([3, 4]));
});

test("an optimizer continues from a file as if it had never stopped", async () => {
  const [whole, first, second] = [setUp(), setUp(), setUp()];
  const groups = [{ parameters: ["table", "bias"], learningRate: 0.1 }];
  const step = ({ gradients, memory, parameters }: typeof whole, optimizer: AdamW, i: number) => {
    const given: [string, Gradient][] = [
      ["table", { ids: Int32Array.from(idsOf(i)), rows: noise(idsOf(i).length * columns, i) }],
    ];
    if (i > 1) {
      const bias = memory.allocate([7]);
      float32View(bias).set(noise(7, i));
      expect(bias.memory).toBe(parameters.get("bias")?.memory);
      given.push(["bias", bias]);
    }
    gradients.add(given);
    optimizer.step(gradients);
    gradients.clear();
  };
  const optimizer = new AdamW({ ...whole.options, groups });
  for (let i = 0; i < 6; i++) step(whole, optimizer, i);

  const before = new AdamW({ ...first.options, groups });
  for (let i = 0; i < 4; i++) step(first, before, i);
  for (const [name, tensor] of second.parameters) float32View(tensor).set(first.values(name));
  const after = new AdamW({ ...second.options, groups });
  const folder = await mkdtemp(join(tmpdir(), "optimizer-"));
  try {
    const path = join(folder, "optimizer.safetensors");
    await writeSafetensors(path, before.stateDict());
    await using file = await readSafetensors(path);
    expect([...file.tensors.keys()].toSorted()).toEqual([
      ...["bias.exp_avg", "bias.exp_avg_sq", "bias.step"],
      ...["table.exp_avg", "table.exp_avg_sq", "table.step"],
    ]);
    await after.loadStateDict(file.tensors);
  } finally {
    await rm(folder, { recursive: true });
  }
  for (let i = 4; i < 6; i++) step(second, after, i);
  for (const name of ["table", "bias"]) expect(second.values(name)).toEqual(whole.values(name));
});

test("a loaded state replaces what an optimizer had", async () => {
  const { options, gradients, values } = setUp();
  const optimizer = new AdamW({ ...options, groups: [{ parameters: ["table"] }] });
  const initial = values("table").slice();
  const step = (seed: number) => {
    values("table").set(initial);
    gradients.add([["table", { ids: Int32Array.of(1), rows: noise(columns, seed) }]]);
    optimizer.step(gradients);
    gradients.clear();
    return values("table").slice();
  };
  const first = step(1);
  step(2);
  expect(step(1)).not.toEqual(first);
  await optimizer.loadStateDict(new Map());
  expect(step(1)).toEqual(first);
});

test("a state of another model is an error, and the state stays", async () => {
  const { options, gradients } = setUp();
  const optimizer = new AdamW({ ...options, groups: [{ parameters: ["table"] }] });
  gradients.add([["table", { ids: Int32Array.of(1), rows: noise(columns, 1) }]]);
  optimizer.step(gradients);
  const state = optimizer.stateDict();
  const load = (change: (tensors: typeof state) => void) => {
    const tensors = new Map(state);
    change(tensors);
    return optimizer.loadStateDict(tensors);
  };
  await expect(load((tensors) => tensors.delete("table.exp_avg"))).rejects.toThrow(
    "missing tensor of the state: table.exp_avg",
  );
  const small = storedTensor("F32", [2], new Float32Array(2));
  await expect(load((tensors) => tensors.set("table.exp_avg_sq", small))).rejects.toThrow(
    "mismatched tensor of the state, expected F32 [60,5]: table.exp_avg_sq F32 [2]",
  );
  await expect(load((tensors) => tensors.set("head.step", small))).rejects.toThrow(OptimizerError);
  expect(await optimizer.stateDict().get("table.step")?.read()).toEqual(
    await state.get("table.step")?.read(),
  );
});

test("groups that cannot be trained are an error", () => {
  const { options } = setUp();
  const adamW =
    (...groups: AdamWGroup[]) =>
    () =>
      new AdamW({ ...options, groups });
  const sgd = (settings: object) => () =>
    new Sgd({ ...options, groups: [{ parameters: ["bias"], ...settings }] });
  expect(adamW({ parameters: ["head"] })).toThrow("unknown parameter: head");
  expect(adamW({ parameters: ["bias"] }, { parameters: ["bias"] })).toThrow("parameter in two groups");
  expect(adamW({ parameters: ["bias"], learningRate: -1 })).toThrow(OptimizerError);
  expect(adamW({ parameters: ["bias"], betas: [0.9, 1] })).toThrow("betas");
  expect(sgd({ nesterov: true })).toThrow("nesterov needs a momentum above 0");
  expect(sgd({ lr: 1 })).toThrow("lr");
});

test("defaults are PyTorch's, and learning rates may be changed between steps", () => {
  const { options, gradients, values } = setUp();
  const optimizer = new Sgd({ ...options, groups: [{ parameters: ["table"] }] });
  const { groups } = new AdamW({ ...options, groups: [{ parameters: ["bias"] }] });
  const adamW = { learningRate: 1e-3, betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 1e-2 };
  expect(groups).toEqual([{ parameters: ["bias"], ...adamW }]);
  for (const [learningRate, expected] of [
    [0.5, -0.5],
    [0.25, -0.75],
  ] as const) {
    values("table").fill(expected + learningRate, 0, columns);
    for (const group of optimizer.groups) group.learningRate = learningRate;
    gradients.add([["table", { ids: Int32Array.of(0), rows: new Float32Array(columns).fill(1) }]]);
    optimizer.step(gradients);
    gradients.clear();
    expect(values("table").subarray(0, columns)).toEqual(new Float32Array(columns).fill(expected));
  }
});
