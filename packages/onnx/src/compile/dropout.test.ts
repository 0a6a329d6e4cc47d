import { afterAll, expect, test } from "vitest";
import { referenceMask } from "../dropout/reference-masks.fixture.ts";
import { BatchError, DropoutError } from "../errors.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { type CompileOptions, compile } from "./compile.ts";
import type { CompiledModel } from "./compiled-model.ts";

const [inner, hidden, outer] = [0.2, 0.5, 0.3];
const [columns, width] = [3, 5];

/** y = drop(tanh(drop(x) W)) over rows of columns, hidden = drop(y), loss = mean of its squares. */
function network() {
  const g = new GraphBuilder("masked");
  const shape = (size: number) => ["batch_size", "length", size];
  const x = g.dropout(g.input("x", "float32", shape(columns)), inner, shape(columns));
  const product = g
    .module("layer")
    .add("MatMul", [x, g.module("layer").parameter("weight", [columns, width])]);
  const y = g.dropout(g.add("Tanh", [product]), hidden, shape(width));
  g.output("hidden", y, "float32", shape(width));
  const z = g.dropout(y, outer, shape(width));
  g.output("loss", g.add("ReduceMean", [g.add("Mul", [z, z])], { keepdims: 0 }), "float32", []);
  return g.build();
}

const wave = (length: number, phase: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 1.7 + phase));
const weights = new Map([["layer.weight", wave(columns * width, 1)]]);
const batch = (rows: number, length: number) => ({
  x: { type: "float32", data: wave(rows * length * columns, 2), dims: [rows, length, columns] },
});

/** The loss in float64, with masks from plain integers. */
function referenceLoss(
  weight: ArrayLike<number>,
  given: ReturnType<typeof batch>,
  seed: number,
  step: number,
) {
  const { data } = given.x;
  const rows = data.length / columns;
  const mask = (site: number, probability: number, size: number) =>
    referenceMask(rows * size, { seed, step, site, probability });
  const [first, second, third] = [mask(0, inner, columns), mask(1, hidden, width), mask(2, outer, width)];
  let sum = 0;
  for (let row = 0; row < rows; row++)
    for (let j = 0; j < width; j++) {
      let product = 0;
      for (let i = 0; i < columns; i++) {
        const at = row * columns + i;
        product += (data[at] as number) * (first[at] as number) * (weight[i * width + j] as number);
      }
      const at = row * width + j;
      sum += (Math.tanh(product) * (second[at] as number) * (third[at] as number)) ** 2;
    }
  return sum / (rows * width);
}

const open: CompiledModel[] = [];
async function compiled(options: Partial<CompileOptions> = {}): Promise<CompiledModel> {
  const model = await compile({ graph: network(), weights, ...options });
  open.push(model);
  return model;
}
afterAll(() => Promise.all(open.map((model) => model.close())));

async function losses(model: CompiledModel, count: number): Promise<number[]> {
  const list = [];
  for (let i = 0; i < count; i++) list.push((await model.backward(batch(2 + i, 4))).loss);
  return list;
}

test("loss and gradient are those of a network with the same masks, for batches of any shape", async () => {
  const seed = 7;
  const model = await compiled({ seed });
  const weight = [...(weights.get("layer.weight") ?? [])];
  for (const [step, given] of [batch(2, 5), batch(1, 1), batch(30, 11), batch(2, 5)].entries()) {
    await model.zeroGradients();
    const { loss } = await model.backward(given);
    expect(loss).toBeCloseTo(referenceLoss(weight, given, seed, step), 6);
    const gradient = await model.gradient("layer.weight");
    const epsilon = 1e-4;
    for (const i of weight.keys()) {
      const moved = (by: number) => weight.with(i, (weight[i] as number) + by);
      const [up, down] = [epsilon, -epsilon].map((by) => referenceLoss(moved(by), given, seed, step));
      expect(gradient?.[i]).toBeCloseTo(((up as number) - (down as number)) / (2 * epsilon), 5);
    }
  }
});

test("evaluation has no masks, and the mean over masks is what it gives", async () => {
  const model = await compiled({ outputs: ["hidden"] });
  const given = batch(64, 32);
  // Dropout before tanh shifts its mean, so the inputs of this test are too small for tanh to bend them.
  for (const [i] of given.x.data.entries()) given.x.data[i] = 1e-3;
  const { hidden: evaluated } = await model.evaluate(given, { outputs: ["hidden"] });
  expect(Object.keys(await model.evaluate(given))).toEqual(["hidden", "loss"]);
  const value = (i: number) => Number(evaluated?.data[i]);
  const sums = new Float64Array(width);
  const steps = 4;
  for (let step = 0; step < steps; step++) {
    const { outputs } = await model.backward(given);
    for (const [i, y] of (outputs.hidden?.data ?? []).entries())
      sums[i % width] = (sums[i % width] as number) + Number(y);
  }
  expect(await model.evaluate(given, { outputs: ["hidden"] })).toEqual({ hidden: evaluated });
  // y = k Σ kᵢ xᵢ wᵢ with E k = 1: its variance is E k² (Σᵢ wᵢ² xᵢ² p / (1 − p) + y²) − y².
  const n = steps * 64 * 32;
  for (let j = 0; j < width; j++) {
    const squares = [0, 1, 2].reduce(
      (sum, i) => sum + ((weights.get("layer.weight")?.[i * width + j] ?? 0) * 1e-3) ** 2,
      0,
    );
    const variance = ((squares * inner) / (1 - inner) + value(j) ** 2) / (1 - hidden) - value(j) ** 2;
    expect(Math.abs((sums[j] as number) / n - value(j))).toBeLessThan(5 * Math.sqrt(variance / n));
  }
});

test("the seed decides, not the number of threads; every backward pass is a step", async () => {
  const [one, two, three] = [
    await compiled({ threads: 1 }),
    await compiled({ threads: 2 }),
    await compiled({ seed: 3 }),
  ];
  const expected = await losses(one, 4);
  expect(new Set(expected).size).toBe(4);
  expect(await losses(two, 4)).toEqual(expected);
  expect(await losses(three, 4)).not.toEqual(expected);
  expect(one.dropoutState).toEqual({ seed: 42, step: 4 });

  one.dropoutState = { seed: 42, step: 0 };
  expect(await losses(one, 4)).toEqual(expected);
  one.dropoutState = { seed: 3, step: 0 };
  expect(await losses(one, 4)).toEqual(await losses(await compiled({ seed: 3 }), 4));
});

test("a model continues from the state of another as if nothing had happened", async () => {
  const train = async (model: CompiledModel, optimizer: { step(): Promise<void> }, count: number) => {
    const list = [];
    for (let i = 0; i < count; i++) {
      await model.zeroGradients();
      // Accumulated: two passes, each with masks of its own.
      for (let part = 0; part < 2; part++)
        list.push((await model.backward(batch(3, 4), { scale: 0.5 })).loss);
      await optimizer.step();
    }
    return list;
  };
  const model = await compiled();
  const optimizer = await model.sgd({ learningRate: 0.5 });
  await train(model, optimizer, 3);
  const [saved, state] = [model.parameters.get("layer.weight")?.data.slice(), model.dropoutState];
  const expected = await train(model, optimizer, 3);

  const resumed = await compiled({
    weights: new Map([["layer.weight", saved ?? new Float32Array()]]),
    seed: 0,
  });
  resumed.dropoutState = JSON.parse(JSON.stringify(state));
  expect(await train(resumed, await resumed.sgd({ learningRate: 0.5 }), 3)).toEqual(expected);
});

test("a batch that is refused is no step, and a state that is none is refused", async () => {
  const model = await compiled();
  await expect(model.backward({ x: { ...batch(1, 1).x, dims: [1, 1, 4] } })).rejects.toThrow(BatchError);
  expect(model.dropoutState).toEqual({ seed: 42, step: 0 });
  for (const state of [
    { seed: -1, step: 0 },
    { seed: 0, step: 0.5 },
    { seed: 2 ** 48, step: 0 },
  ])
    expect(() => {
      model.dropoutState = state;
    }).toThrow(DropoutError);
  expect(model.dropoutState).toEqual({ seed: 42, step: 0 });
  await expect(compile({ graph: network(), seed: 1.5 })).rejects.toThrow(
    'invalid state of dropout, seed: Invalid input: expected int, received number: {"seed":1.5,"step":0}',
  );
});
