import { expect, test } from "vitest";
import { bindWeights } from "../bind-weights.ts";
import { encodeOnnx } from "../encode-onnx.ts";
import { DropoutError } from "../errors.ts";
import { differentiate } from "../gradients/differentiate.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { storedTensor } from "../stored-tensor.ts";

/** Dropout of an input, one after another, between nodes, and of what is an output. */
function network(probability: number) {
  const g = new GraphBuilder("sites");
  const shape = ["batch_size", 2];
  const x = g.input("x", "float32", shape);
  const layer = g.module("layer");
  const twice = layer.dropout(layer.dropout(x, probability, shape), probability, shape);
  const y = layer.add("MatMul", [twice, layer.parameter("weight", [2, 2])]);
  const z = layer.add("Tanh", [layer.dropout(y, probability, shape)]);
  const last = g.dropout(layer.add("Mul", [z, z]), probability, shape);
  g.output("y", last, "float32", shape);
  g.output("loss", g.add("ReduceMean", [last], { keepdims: 0 }), "float32", []);
  return g.build();
}

test("masks are inputs named after their modules, with their probabilities", () => {
  const { dropout, model } = network(0.25);
  const names = ["layer.dropout", "layer.dropout_1", "layer.dropout_2", "dropout"];
  expect([...(dropout ?? [])]).toEqual(names.map((name) => [name, 0.25]));
  const inputs = model.graph?.input.map(({ name }) => name) ?? [];
  expect(inputs.filter((name) => name.includes("dropout"))).toEqual(names);
});

test("a dropout costs a node forward and one backward", async () => {
  const count = async (probability: number) => {
    const differentiated = await differentiate(network(probability).model, {
      loss: "loss",
      wrt: ["layer.weight"],
    });
    return differentiated.graph?.node.length ?? 0;
  };
  // Of the four, two are before the weight and need no gradient.
  expect((await count(0.25)) - (await count(0))).toBe(4 + 2);
});

test("a probability of 0 adds nothing, and one that is none is refused", () => {
  expect(network(0).dropout?.size).toBe(0);
  for (const probability of [1, -0.1, Number.NaN, 1.5]) {
    expect(() => network(probability)).toThrow(DropoutError);
    expect(() => network(probability)).toThrow(
      `probability of layer.dropout must be from 0 to below 1: ${probability}`,
    );
  }
});

test("a model with its weights bound is the one that was built without", async () => {
  const weights = new Map([["layer.weight", storedTensor("F32", [2, 2], new Float32Array([1, 2, 3, 4]))]]);
  const [dropping, never] = [
    await bindWeights(network(0.25), weights),
    await bindWeights(network(0), weights),
  ];
  expect(encodeOnnx(dropping)).toEqual(encodeOnnx(never));
});
