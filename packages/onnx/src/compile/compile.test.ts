import { toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, expect, test } from "vitest";
import {
  BatchError,
  EngineError,
  GraphError,
  MissingWeightError,
  OutOfMemoryError,
  WeightMismatchError,
} from "../errors.ts";
import { differentiate } from "../gradients/differentiate.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { OptimizerError } from "../optimizers/errors.ts";
import { storedTensor } from "../stored-tensor.ts";
import type { Batch, TensorData } from "./batch.ts";
import { type CompileOptions, compile } from "./compile.ts";
import type { CompiledModel } from "./compiled-model.ts";

const rows = 3000;

/** A table of words, a layer over them, and the mean of its squares; the table is its own output layer where tied. */
function words(tied: boolean) {
  const g = new GraphBuilder("words");
  const table = g.parameter("table", [rows, 4]);
  const x = g.add("Gather", [table, g.input("ids", "int64", ["batch_size", "length"])]);
  const layer = g.module("layer");
  const product = g.add("MatMul", [x, layer.parameter("weight", [4, 4])]);
  const y = g.add("Tanh", [g.add("Add", [product, layer.parameter("bias", [4])])]);
  g.output("hidden", y, "float32", ["batch_size", "length", 4]);
  const z = tied ? g.add("MatMul", [y, g.add("Transpose", [table], { perm: [1, 0] })]) : y;
  const error = g.add("Sub", [z, g.input("labels", "float32", ["batch_size", 1, 1])]);
  const loss = g.add("ReduceMean", [g.add("Mul", [error, error])], { keepdims: 0 });
  g.output("loss", loss, "float32", []);
  return g.build();
}

const wave = (length: number, phase: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 1.7 + phase));

const weights = new Map([
  ["table", wave(rows * 4, 0)],
  ["layer.weight", wave(16, 1)],
  ["layer.bias", wave(4, 2)],
]);

function batch(
  ids: readonly (readonly number[])[],
  label = 0.5,
): Batch & Record<"ids" | "labels", TensorData> {
  const dims = [ids.length, ids[0]?.length ?? 0];
  return {
    ids: { type: "int64", data: BigInt64Array.from(ids.flat(), BigInt), dims },
    labels: { type: "float32", data: new Float32Array(ids.length).fill(label), dims: [ids.length, 1, 1] },
  };
}

const [first, second] = [
  batch([[1, 2, 1]]),
  batch(
    [
      [7, 2999],
      [2, 7],
    ],
    -1,
  ),
];

/** Loss and gradients from a plain session. */
async function reference(tied: boolean, given: Batch): Promise<Record<string, Float32Array>> {
  const { model, parameters } = words(tied);
  const differentiated = await differentiate(model, { loss: "loss", wrt: [...parameters.keys()] });
  const session = await InferenceSession.create(toBinary(ModelProtoSchema, differentiated));
  const feeds: Record<string, Tensor> = {};
  for (const [name, shape] of parameters) feeds[name] = new Tensor("float32", weights.get(name) ?? [], shape);
  for (const [name, { type, data, dims }] of Object.entries(given))
    feeds[name] = new Tensor(type as "float32", data as Float32Array, dims);
  const results = await session.run(feeds);
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
}

const open: CompiledModel[] = [];
async function compiled(options: Partial<CompileOptions> = {}, tied = false): Promise<CompiledModel> {
  const model = await compile({ graph: words(tied), weights, ...options });
  open.push(model);
  return model;
}
afterAll(() => Promise.all(open.map((model) => model.close())));

const close = (actual: Float32Array | undefined, expected: Float32Array | undefined) => {
  expect(actual).toHaveLength(expected?.length ?? -1);
  for (const [i, value] of (expected ?? []).entries()) expect(actual?.[i]).toBeCloseTo(value, 6);
};

test.each([false, true])(
  "gives loss and gradients, summed over batches of any shape; tied table: %s",
  async (tied) => {
    const model = await compiled({}, tied);
    const [a, b] = [await reference(tied, first), await reference(tied, second)];
    const { loss, outputs } = await model.backward(first);
    expect(loss).toBeCloseTo(a.loss?.[0] ?? 0, 5);
    expect(outputs).toEqual({});
    for (const name of weights.keys()) close(await model.gradient(name), a[`${name}.grad`]);

    await model.backward(second, { scale: 2 });
    for (const name of weights.keys())
      close(
        await model.gradient(name),
        a[`${name}.grad`]?.map((value, i) => value + 2 * (b[`${name}.grad`]?.[i] ?? 0)),
      );

    await model.zeroGradients();
    expect(await model.gradient("table")).toBeUndefined();
    await model.backward(second);
    for (const name of weights.keys()) close(await model.gradient(name), b[`${name}.grad`]);
  },
);

test.each([false, true])(
  "a scale of 0 adds nothing, also where the loss is NaN; tied table: %s",
  async (tied) => {
    await using model = await compile({ graph: words(tied), weights });
    const { loss } = await model.backward(batch([[5, 6, 5]], Number.NaN), { scale: 0 });
    expect(loss).toBeNaN();
    for (const name of weights.keys()) expect(new Set(await model.gradient(name))).toEqual(new Set([0]));
    await model.backward(first);
    const added = await Promise.all([...weights.keys()].map((name) => model.gradient(name)));
    await model.zeroGradients();
    await model.backward(first);
    expect(added).toEqual(await Promise.all([...weights.keys()].map((name) => model.gradient(name))));
  },
);

test("evaluation reads the weights that training writes", async () => {
  const model = await compiled();
  const before = await model.evaluate({ ids: first.ids });
  expect(Object.keys(before)).toEqual(["hidden"]);
  expect(before.hidden).toMatchObject({ type: "float32", dims: [1, 3, 4] });
  expect(Object.keys(await model.evaluate(first))).toEqual(["hidden", "loss"]);
  const optimizer = await model.sgd({ learningRate: 0.1 });
  await model.backward(first);
  await optimizer.step();
  const after = await model.evaluate({ ids: first.ids });
  expect(after.hidden?.data).not.toEqual(before.hidden?.data);

  // A copy of the weights in a model of its own says the same.
  const parameters = new Map([...model.parameters.values()].map(({ name, data }) => [name, data.slice()]));
  const copy = await compiled({ weights: parameters });
  expect((await copy.evaluate({ ids: first.ids })).hidden?.data).toEqual(after.hidden?.data);
});

test("SGD moves the weights against the gradient", async () => {
  const model = await compiled();
  const gradients = await reference(false, first);
  const optimizer = await model.sgd({ learningRate: 0.5 });
  await model.backward(first);
  await optimizer.step();
  for (const [name, before] of weights)
    close(
      model.parameters.get(name)?.data,
      before.map((value, i) => value - 0.5 * (gradients[`${name}.grad`]?.[i] ?? 0)),
    );
});

test("AdamW continues from its state as if nothing had happened", async () => {
  const step = async (model: CompiledModel, optimizer: { step(): Promise<void> }, given: Batch) => {
    await model.zeroGradients();
    const { loss } = await model.backward(given);
    await optimizer.step();
    return loss;
  };
  const model = await compiled();
  const optimizer = await model.adamW({ learningRate: 0.01 });
  const losses = [];
  for (const given of [first, second, first]) losses.push(await step(model, optimizer, given));
  const saved = new Map([...model.parameters.values()].map(({ name, data }) => [name, data.slice()]));
  const state = new Map<string, ReturnType<typeof storedTensor>>();
  for (const [name, tensor] of await optimizer.stateDict())
    state.set(name, storedTensor("F32", tensor.shape, Uint8Array.from(await tensor.read())));
  for (const given of [second, first]) losses.push(await step(model, optimizer, given));
  expect(losses[2]).toBeLessThan(losses[0] ?? 0);

  const resumed = await compiled({ weights: saved });
  const again = await resumed.adamW({ learningRate: 0.01 });
  await again.loadStateDict(state);
  for (const [i, given] of [second, first].entries())
    expect(await step(resumed, again, given)).toBe(losses[3 + i]);
});

test("an optimizer that is released makes room for others, which begin anew", async () => {
  await using model = await compile({ graph: words(false), weights });
  const run = async () => {
    for (const [name, { data }] of model.parameters) data.set(weights.get(name) ?? []);
    const optimizer = await model.adamW();
    for (let step = 0; step < 2; step++) {
      await model.zeroGradients();
      await model.backward(first);
      await optimizer.step();
    }
    await optimizer.release();
    return model.parameters.get("layer.weight")?.data.slice();
  };
  const learnt = await run();
  for (let i = 0; i < 4; i++) expect(await run()).toEqual(learnt);
});

test("groups have settings of their own, which may change between steps", async () => {
  const model = await compiled();
  const optimizer = await model.sgd([
    { parameters: ["layer.weight"], learningRate: 0.5 },
    { parameters: ["layer.bias"], learningRate: 0.25 },
  ]);
  await model.backward(first);
  await optimizer.step();
  expect(model.parameters.get("table")?.data).toEqual(weights.get("table"));
  const moved = model.parameters.get("layer.bias")?.data.slice();
  expect(moved).not.toEqual(weights.get("layer.bias"));
  for (const group of optimizer.groups) group.learningRate = 0;
  await optimizer.step();
  expect(model.parameters.get("layer.bias")?.data).toEqual(moved);
});

test("clipping scales all gradients to the norm", async () => {
  const model = await compiled();
  const gradients = await reference(false, first);
  const squares = [...weights.keys()].flatMap((name) =>
    [...(gradients[`${name}.grad`] ?? [])].map((g) => g * g),
  );
  const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  await model.backward(first);
  expect(await model.clipGradNorm(norm / 4)).toBeCloseTo(norm, 5);
  close(
    await model.gradient("layer.bias"),
    gradients["layer.bias.grad"]?.map((value) => value / 4),
  );
});

test("what is not trainable has no gradient and stays as it is", async () => {
  const model = await compiled({ trainable: (name) => name === "layer.bias" });
  const optimizer = await model.adamW();
  await model.backward(first);
  await optimizer.step();
  expect(await model.gradient("table")).toBeUndefined();
  expect(model.parameters.get("table")).toMatchObject({ trainable: false, data: weights.get("table") });
  expect(model.parameters.get("layer.bias")?.data).not.toEqual(weights.get("layer.bias"));

  const frozen = await compiled({ trainable: () => false });
  await expect(frozen.backward(first)).rejects.toThrow(GraphError);
  expect((await frozen.evaluate(first)).loss?.dims).toEqual([]);
});

test("gives the outputs asked for beside the loss", async () => {
  const model = await compiled({ outputs: ["hidden"] });
  const { outputs } = await model.backward(first);
  expect(outputs.hidden).toEqual((await model.evaluate(first, { outputs: ["hidden"] })).hidden);
});

test("calls that are not awaited are done in their order", async () => {
  const model = await compiled();
  const [a, b] = [await reference(false, first), await reference(false, second)];
  const both = [
    model.backward(first),
    model.backward(second),
    model.gradient("layer.bias"),
    model.zeroGradients(),
  ];
  const [, , sum] = await Promise.all(both);
  close(
    sum as Float32Array,
    a["layer.bias.grad"]?.map((value, i) => value + (b["layer.bias.grad"]?.[i] ?? 0)),
  );
  expect(await model.gradient("layer.bias")).toBeUndefined();
});

test("weights are read from files into their place", async () => {
  const stored = new Map(
    [...words(false).parameters].map(([name, shape]) => [
      name,
      storedTensor("F32", shape, weights.get(name) ?? new Float32Array()),
    ]),
  );
  const model = await compiled({ weights: stored });
  for (const [name, data] of weights) expect(model.parameters.get(name)?.data).toEqual(data);
});

test("the main thread stays live while the model runs", async () => {
  const model = await compiled();
  const large = batch(
    Array.from({ length: 128 }, (_, i) => Array.from({ length: 512 }, (_, j) => (i * j) % rows)),
  );
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  await model.backward(large);
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(1);
});

test("memory that would not suffice is an error before the first step", async () => {
  const g = new GraphBuilder("products of all pairs");
  const x = g.add("Mul", [g.input("x", "float32", ["n"]), g.parameter("w", [1])]);
  const [row, column] = [0, 1].map((axis) => g.add("Unsqueeze", [x, g.ints([axis])])) as [string, string];
  const squares = g.add("Exp", [g.add("MatMul", [column, row])]);
  g.output("loss", g.add("ReduceMean", [squares], { keepdims: 0 }), "float32", []);
  const model = await compile({ graph: g.build() });
  open.push(model);
  const n = 2 ** 21;
  const batch = { x: { type: "float32", data: new Float32Array(n), dims: [n] } };
  const error = await model.backward(batch).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(OutOfMemoryError);
  expect((error as OutOfMemoryError).activations).toBeGreaterThan(4 * n ** 2);
  expect((error as OutOfMemoryError).message).toMatch("take smaller batches with gradient accumulation");
});

test("errors say what was expected", async () => {
  await expect(compile({ graph: words(false), weights: new Map() })).rejects.toThrow(MissingWeightError);
  const short = new Map(weights).set("layer.bias", new Float32Array(3));
  await expect(compile({ graph: words(false), weights: short })).rejects.toThrow(
    new WeightMismatchError("layer.bias", "4 elements", "3"),
  );
  await expect(compile({ graph: words(false), weights, loss: "cost" })).rejects.toThrow(
    "unknown output, expected one of hidden, loss: cost",
  );

  const model = await compiled();
  await expect(model.backward({ ids: first.ids })).rejects.toThrow(
    new BatchError("labels", "float32 [batch_size, 1, 1]", "nothing; the batch has ids"),
  );
  const wide = { ...first, labels: second.labels };
  await expect(model.backward(wide)).rejects.toThrow(
    "expected labels as float32 [batch_size, 1, 1] with batch_size = 1, length = 3: float32 [2, 1, 1]",
  );
  const floats = { ...first, ids: { ...first.ids, type: "float32" } };
  await expect(model.backward(floats)).rejects.toThrow("expected ids as int64 [batch_size, length]");
  await expect(model.backward(batch([[rows]]))).rejects.toThrow(EngineError);
  expect((await model.backward(first)).loss).toBeGreaterThan(0);
  await expect(model.adamW({ learningRate: -1 })).rejects.toThrow(OptimizerError);
  await model.close();
  await expect(model.backward(first)).rejects.toThrow(new EngineError("closed"));
});
