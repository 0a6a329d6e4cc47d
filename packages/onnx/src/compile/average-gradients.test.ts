import { afterAll, expect, test } from "vitest";
import { GraphBuilder } from "../graph-builder.ts";
import { GradientError } from "../optimizers/errors.ts";
import type { Peers } from "./average-gradients.ts";
import type { Batch } from "./batch.ts";
import { compile } from "./compile.ts";
import type { CompiledModel } from "./compiled-model.ts";

const rows = 3000;

/** A table large enough for gradients of rows, its transpose as the output layer where tied, and a bias. */
function words(tied: boolean) {
  const g = new GraphBuilder("words");
  const table = g.parameter("table", [rows, 4]);
  const x = g.add("Gather", [table, g.input("ids", "int64", ["batch_size", 2])]);
  const y = g.add("Tanh", [g.add("Add", [x, g.parameter("bias", [4])])]);
  const z = tied ? g.add("MatMul", [y, g.add("Transpose", [table], { perm: [1, 0] })]) : y;
  g.output("loss", g.add("ReduceMean", [g.add("Mul", [z, z])], { keepdims: 0 }), "float32", []);
  return g.build();
}

const wave = (length: number, phase: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 1.7 + phase));
const weights = new Map([
  ["table", wave(rows * 4, 0)],
  ["bias", wave(4, 2)],
]);
const batch = (...ids: number[]): Batch => ({
  ids: { type: "int64", data: BigInt64Array.from(ids, BigInt), dims: [ids.length / 2, 2] },
});

/** Threads that are functions of this one. */
function group(size: number): Peers[] {
  const newRound = () => ({ values: Array<unknown>(size), left: size, ...Promise.withResolvers<void>() });
  let round = newRound();
  return Array.from({ length: size }, (_, rank) => ({
    rank,
    allGather: async <T>(value: T): Promise<readonly T[]> => {
      const current = round;
      current.values[rank] = structuredClone(value);
      current.left--;
      if (current.left === 0) {
        round = newRound();
        current.resolve();
      }
      await current.promise;
      return current.values as T[];
    },
  }));
}

const parts = [batch(1, 2, 2, 2999), batch(2, 7, 0, 1500), batch(2, 2, 8, 9)];
const whole = (count: number) =>
  batch(...parts.slice(0, count).flatMap(({ ids }) => [...((ids?.data ?? []) as BigInt64Array)].map(Number)));

const open: CompiledModel[] = [];
async function compiled(tied: boolean): Promise<CompiledModel> {
  const model = await compile({ graph: words(tied), weights, threads: 1 });
  open.push(model);
  return model;
}
afterAll(() => Promise.all(open.map((model) => model.close())));

const names = [...weights.keys()];
const gradients = (model: CompiledModel) => Promise.all(names.map((name) => model.gradient(name)));
const values = (model: CompiledModel) => names.map((name) => model.parameters.get(name)?.data);

function expectClose(actual: Float32Array | undefined, expected: Float32Array | undefined): void {
  expect(actual).toHaveLength(expected?.length ?? -1);
  const errors = expected?.map((value, i) => Math.abs(value - (actual?.[i] ?? Number.NaN)));
  expect(Math.max(...(errors ?? []))).toBeLessThan(1e-6);
}

test.each([
  { size: 2, tied: false },
  { size: 2, tied: true },
  { size: 3, tied: false },
])("$size threads have the gradients of one with all samples; tied table: $tied", async ({ size, tied }) => {
  const single = await compiled(tied);
  const models = await Promise.all(Array.from({ length: size }, () => compiled(tied)));
  const peers = group(size);
  for (let step = 0; step < 2; step++) {
    await Promise.all(models.map((model, rank) => model.backward(parts[rank] ?? {})));
    await Promise.all(models.map((model, rank) => model.averageGradients(peers[rank] as Peers)));
    await single.backward(whole(size));
    const expected = await gradients(single);
    const [first, ...others] = await Promise.all(models.map(gradients));
    for (const [i, gradient] of expected.entries()) expectClose(first?.[i], gradient);
    for (const other of others) expect(other).toEqual(first);
    await Promise.all([single, ...models].map((model) => model.zeroGradients()));
  }
});

test.each(["adamW", "sgd"] as const)("steps of %s are the same in all threads", async (optimizer) => {
  const [single, ...models] = await Promise.all([compiled(false), compiled(false), compiled(false)]);
  const settings = { learningRate: 0.05, weightDecay: 0.01 };
  const optimizers = await Promise.all([single, ...models].map((model) => model[optimizer](settings)));
  const peers = group(2);
  const orders = [
    [0, 1],
    [2, 0],
    [1, 2],
  ];
  for (const order of orders) {
    const given = order.map((i) => parts[i] as Batch);
    const ids = given.flatMap((part) => [...((part.ids?.data ?? []) as BigInt64Array)].map(Number));
    await Promise.all(models.map((model, rank) => model.backward(given[rank] as Batch)));
    await Promise.all(models.map((model, rank) => model.averageGradients(peers[rank] as Peers)));
    await single.backward(batch(...ids));
    await Promise.all([single, ...models].map((model) => model.clipGradNorm(0.01)));
    await Promise.all(optimizers.map((each) => each.step()));
    await Promise.all([single, ...models].map((model) => model.zeroGradients()));
  }
  const [first, second] = models.map(values);
  for (const [i, expected] of values(single).entries()) expectClose(first?.[i], expected);
  expect(second).toEqual(first);
  expect(first?.[0]).not.toEqual(weights.get("table"));
});

test("sums that were scaled are averaged as they count; a thread alone keeps its own", async () => {
  const models = await Promise.all([compiled(false), compiled(false)]);
  const peers = group(2);
  await Promise.all(models.map((model) => model.backward(parts[0] as Batch)));
  const [, bias] = await gradients(models[0] as CompiledModel);
  const norm = (await models[0]?.clipGradNorm(Number.POSITIVE_INFINITY)) ?? 0;
  await models[1]?.clipGradNorm(norm / 2);
  await Promise.all(models.map((model, rank) => model.averageGradients(peers[rank] as Peers)));
  for (const model of models)
    expectClose(
      await model.gradient("bias"),
      bias?.map((value) => value * 0.75),
    );
  await models[1]?.averageGradients(group(1)[0] as Peers);
  expectClose(
    await models[1]?.gradient("bias"),
    bias?.map((value) => value * 0.75),
  );
});

test("a thread without a backward pass is an error in all", async () => {
  const models = await Promise.all([compiled(false), compiled(false)]);
  const peers = group(2);
  await models[1]?.backward(parts[0] as Batch);
  const averaged = models.map((model, rank) => model.averageGradients(peers[rank] as Peers));
  const results = await Promise.allSettled(averaged);
  for (const { reason } of results as PromiseRejectedResult[]) {
    expect(reason).toBeInstanceOf(GradientError);
    expect(reason.message).toContain("take a backward pass in each: none of thread 0");
  }
});
