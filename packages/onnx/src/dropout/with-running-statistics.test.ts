import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { float } from "../attribute.ts";
import { compile } from "../compile/compile.ts";
import { encodeOnnx } from "../encode-onnx.ts";
import { GraphError } from "../errors.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { withoutDropout } from "./without-dropout.ts";

/** y = batch normalization of x, whose running mean follows by a half. */
function network() {
  const g = new GraphBuilder("normalized");
  const x = g.input("x", "float32", ["batch_size", 1]);
  const norm = g.module("norm");
  const weights = ["weight", "bias"].map((name) => norm.parameter(name, [1]));
  const buffers = ["mean", "variance"].map((name) => norm.buffer(name, [1])) as [string, string];
  const given = buffers.map((buffer) => norm.add("Mul", [buffer, g.scalar(0)]));
  const [y = "", mean = ""] = norm.addMany("BatchNormalization", [x, ...weights, ...given], 3, {
    training_mode: 1,
    momentum: float(0),
    epsilon: float(0),
  });
  const half = norm.add("Mul", [norm.add("Add", [mean, buffers[0]]), g.scalar(0.5)]);
  norm.updateBuffer(buffers[0], half);
  g.output("y", y, "float32", ["batch_size", 1]);
  const squares = g.add("ReduceMean", [g.add("Mul", [y, y])], { keepdims: 0 });
  g.output("loss", squares, "float32", []);
  return g.build();
}

const weights = new Map(
  Object.entries({ "norm.weight": 3, "norm.bias": 1, "norm.mean": 2, "norm.variance": 4 }).map(
    ([name, value]) => [name, Float32Array.of(value)],
  ),
);
const batch = { x: { type: "float32", data: Float32Array.of(5, 7), dims: [2, 1] } };

test("without training statistics are the buffers, and nothing else of the updates is left", async () => {
  const { model, buffers } = withoutDropout(network());
  expect(buffers).toEqual(
    new Map([
      ["norm.mean", undefined],
      ["norm.variance", undefined],
    ]),
  );
  const operators = model.graph?.node.map(({ opType }) => opType);
  expect(operators).toEqual(["BatchNormalization", "Identity", "Mul", "ReduceMean", "Identity"]);
  expect(model.graph?.initializer).toEqual([]);
  const session = await InferenceSession.create(encodeOnnx(model));
  expect(session.outputNames).toEqual(["y", "loss"]);
  const feeds = [...weights].map(([name, value]) => [name, new Tensor("float32", value, [1])]);
  const { y } = await session.run({
    ...Object.fromEntries(feeds),
    x: new Tensor("float32", batch.x.data, [2, 1]),
  });
  // 3 (x − 2) / √4 + 1
  expect([...((y as { data: unknown }).data as Float32Array)]).toEqual([5.5, 8.5]);
});

test("a backward pass normalizes by the batch and gives buffers their next values", async () => {
  await using model = await compile({ graph: network(), weights });
  const values = (name: string) => [...(model.parameters.get(name)?.data ?? [])];
  // 3 · ∓1 + 1 are −2 and 4.
  expect((await model.backward(batch)).loss).toBeCloseTo(10, 5);
  expect(values("norm.mean")).toEqual([(2 + 6) / 2]);
  expect(values("norm.variance")).toEqual([4]);
  // A batch of which nothing counts leaves them as they are.
  await model.backward(batch, { scale: 0 });
  expect(values("norm.mean")).toEqual([4]);
  const { y } = await model.evaluate(batch, { outputs: ["y"] });
  expect([...((y as { data: unknown }).data as Float32Array)]).toEqual([2.5, 5.5]);

  expect(model.parameters.get("norm.mean")?.trainable).toBe(false);
  const optimizer = await model.sgd({ learningRate: 0.1 });
  await optimizer.step();
  expect(values("norm.mean")).toEqual([4]);
  expect(values("norm.bias")).not.toEqual([1]);
  expect(await model.gradient("norm.mean")).toBeUndefined();
});

test("what is no buffer has no next values", () => {
  const g = new GraphBuilder("none");
  const weight = g.parameter("weight", [1]);
  expect(() => g.updateBuffer(weight, weight)).toThrow(GraphError);
  expect(() => g.updateBuffer(weight, weight)).toThrow("unknown buffer, declare it first: weight");
});
