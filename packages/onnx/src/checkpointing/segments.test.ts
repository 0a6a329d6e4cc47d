import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { compile } from "../compile/compile.ts";
import { encodeOnnx } from "../encode-onnx.ts";
import { NotDifferentiableError } from "../errors.ts";
import { differentiate, gradientName } from "../gradients/differentiate.ts";
import { GraphBuilder, type TrainableModel } from "../graph-builder.ts";
import { OptimizerError } from "../optimizers/errors.ts";
import { prune } from "../prune.ts";
import { type SegmentOptions, segments } from "./segments.ts";

const width = 4;
const blocks = 6;

/** x ← x U, then x ← x + tanh(tanh(x W) V), as often as there are blocks; the loss is the mean of squares. */
function residual(): TrainableModel {
  const g = new GraphBuilder("residual");
  let x = g.add("MatMul", [g.input("x", "float32", ["batch_size", width]), g.parameter("u", [width, width])]);
  for (let i = 0; i < blocks; i++) x = block(g.module(i), x);
  return finished(g, x);
}

/**
 * An encoder of three blocks, which every one of three blocks of a decoder reads besides its own values. Where its
 * elements are positive, which is of type bool, is read everywhere, and so is a product of weights alone.
 */
function crossed(): TrainableModel {
  const g = new GraphBuilder("crossed");
  const x = g.input("x", "float32", ["batch_size", width]);
  const isPositive = g.add("Greater", [x, g.scalar(0)]);
  const weight = g.add("Transpose", [g.parameter("shared", [width, width])], { perm: [1, 0] });
  let encoded = x;
  for (let i = 0; i < 3; i++) encoded = block(g.module(`encoder.${i}`), encoded);
  let decoded = g.add("MatMul", [x, weight]);
  for (let i = 0; i < 3; i++) {
    const attended = g.add("Mul", [g.add("Sin", [encoded]), g.add("MatMul", [decoded, weight])]);
    const chosen = g.add("Where", [isPositive, attended, g.scalar(0.5)]);
    decoded = block(g.module(`decoder.${i}`), g.add("Add", [decoded, chosen]));
  }
  return finished(g, decoded);
}

function block(g: GraphBuilder, x: string): string {
  const inner = g.add("Tanh", [g.add("MatMul", [x, g.parameter("w", [width, width])])]);
  return g.add("Add", [x, g.add("Tanh", [g.add("MatMul", [inner, g.parameter("v", [width, width])])])]);
}

function finished(g: GraphBuilder, x: string): TrainableModel {
  g.output("last", x, "float32", ["batch_size", width]);
  g.output("loss", g.add("ReduceMean", [g.add("Mul", [x, x])], { keepdims: 0 }), "float32", []);
  return g.build();
}

const wave = (length: number, phase: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 1.7 + phase));
const weightsOf = ({ parameters }: TrainableModel) =>
  new Map([...parameters.keys()].map((name, i) => [name, wave(width * width, i)]));
const x = { type: "float32", data: wave(3 * width, 0.3), dims: [3, width] };

const segmentsOf = ({ model, parameters }: TrainableModel, options: Partial<SegmentOptions> = {}) =>
  segments(prune(model, ["loss"]), {
    ...{ loss: "loss", wrt: [...parameters.keys()], weights: parameters },
    ...options,
  });

test("a chain of blocks is cut between them, where one value is live", async () => {
  const { forward, segments: made } = await segmentsOf(residual());
  expect(made.length).toBeGreaterThan(2);
  for (const { received } of made.slice(0, -1))
    expect(received).toEqual([expect.stringMatching(/^(\d\.Add|MatMul)$/)]);
  expect(made.at(-1)?.received).toEqual([]);
  expect(forward?.checkpoints.toSorted()).toEqual(made.flatMap(({ received }) => received).toSorted());
  // Each parameter is in one segment, and the forward pass stops at the last checkpoint.
  const parameters = made.flatMap((segment) => segment.parameters);
  expect(parameters.toSorted()).toEqual([...residual().parameters.keys()].toSorted());
  expect(forward?.model.graph?.node.map(({ output }) => output[0])).not.toContain(`${blocks - 1}.Add`);
});

test("of frozen blocks there is no segment, and a graph without parameters to train is an error", async () => {
  const isTrained = (name: string) => Number(name[0]) > 3;
  const wrt = [...residual().parameters.keys()].filter(isTrained);
  const { segments: made } = await segmentsOf(residual(), { wrt });
  expect(made.flatMap(({ parameters }) => parameters).toSorted()).toEqual(wrt.toSorted());
  expect(made.at(-1)?.passed).toEqual([]);
  const g = new GraphBuilder("stopped");
  const rounded = g.add("Round", [g.add("Mul", [g.input("x", "float32", ["n"]), g.parameter("w", [1])])]);
  g.output("loss", g.add("ReduceSum", [rounded], { keepdims: 0 }), "float32", []);
  await expect(segmentsOf(g.build())).rejects.toThrow(NotDifferentiableError);
});

test.each([
  ["residual", residual()],
  ["crossed", crossed()],
] as const)("%s: gradients are those of the graph as a whole", async (_, network) => {
  const weights = weightsOf(network);
  const { segments: made } = await segmentsOf(network);
  expect(made.length).toBeGreaterThan(2);
  const whole = await differentiate(network.model, { loss: "loss", wrt: [...weights.keys()] });
  const session = await InferenceSession.create(encodeOnnx(whole));
  const feeds = [...weights].map(
    ([name, data]) => [name, new Tensor("float32", data, [width, width])] as const,
  );
  const expected = await session.run({
    ...Object.fromEntries(feeds),
    x: new Tensor("float32", x.data, x.dims),
  });
  await session.release();

  await using model = await compile({
    graph: network,
    weights,
    outputs: ["last"],
    gradientCheckpointing: true,
  });
  const { loss, outputs } = await model.backward({ x });
  expect(loss).toBeCloseTo(Number(expected.loss?.data[0]), 6);
  close(outputs.last?.data, expected.last?.data);
  for (const name of weights.keys()) close(await model.gradient(name), expected[gradientName(name)]?.data);
  // A second pass adds to them.
  await model.backward({ x });
  for (const name of weights.keys())
    close(
      (await model.gradient(name))?.map((value) => value / 2),
      expected[gradientName(name)]?.data,
    );
});

test.each([
  ["residual", residual()],
  ["crossed", crossed()],
] as const)("%s: a step within the backward pass is the step after it", async (_, graph) => {
  const weights = weightsOf(graph);
  const results = [];
  for (const within of [false, true]) {
    await using model = await compile({ graph, weights, gradientCheckpointing: true });
    const optimizer = await model.adamW({ learningRate: 0.01 });
    const losses = [];
    for (let step = 0; step < 3; step++) {
      const [group] = optimizer.groups;
      if (group) group.learningRate = 0.01 / (step + 1);
      // The second of two passes completes the gradients.
      losses.push((await model.backward({ x }, { scale: 0.25 })).loss);
      losses.push((await model.backward({ x }, within ? { optimizer } : {})).loss);
      if (!within) await optimizer.step();
      if (!within) await model.zeroGradients();
      for (const name of weights.keys()) expect(await model.gradient(name)).toBeUndefined();
    }
    results.push({ losses, weights: [...model.parameters.values()].map(({ data }) => Array.from(data)) });
  }
  expect(results[1]).toEqual(results[0]);
});

test("no step is taken where the loss is not finite, or with the optimizer of another model", async () => {
  const graph = residual();
  const weights = weightsOf(graph);
  await using model = await compile({ graph, weights, gradientCheckpointing: true });
  const optimizer = await model.adamW();
  const infinite = { ...x, data: x.data.with(0, Number.POSITIVE_INFINITY) };
  const { loss } = await model.backward({ x: infinite }, { optimizer });
  expect(Number.isFinite(loss)).toBe(false);
  for (const [name, { data }] of model.parameters) expect(data).toEqual(weights.get(name));
  expect(await model.gradient("u")).toBeDefined();
  await using other = await compile({ graph, weights });
  await expect(other.backward({ x }, { optimizer })).rejects.toThrow(OptimizerError);
});

function close(actual: ArrayLike<unknown> | undefined, expected: ArrayLike<unknown> | undefined): void {
  expect(actual).toHaveLength(expected?.length ?? -1);
  for (const [i, value] of Array.from(expected ?? []).entries())
    expect(Math.abs(Number(actual?.[i]) - Number(value))).toBeLessThan(1e-6);
}
