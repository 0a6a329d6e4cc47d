import { create } from "@bufbuild/protobuf";
import { compile, GraphBuilder, type TrainableModel } from "@llm-course/onnx";
import { TensorProto_DataType, TensorProtoSchema } from "onnx-buf";
import { expect, test } from "vitest";
import { uniformNumbers } from "../architectures/normal-numbers.ts";
import { addLora } from "./add-lora.ts";
import { findQuantizedLayers } from "./find-quantized-layers.ts";
import { initializeLora } from "./initialize-lora.ts";

const { INT8, FLOAT } = TensorProto_DataType;

/** Layers of 6 to 6 as quantisers write them, with the mean square of the last one's result as loss. */
function network(): TrainableModel {
  const g = new GraphBuilder("quantised");
  const x = g.input("x", "float32", ["batch_size", 6]);
  const int8 = (name: string) => {
    const number = uniformNumbers(1, name);
    const rawData = Uint8Array.from({ length: 36 }, () => 256 * number());
    return g.constant(create(TensorProtoSchema, { name, dims: [6n, 6n], dataType: INT8, rawData }));
  };
  const scale = (name: string) => {
    const rawData = new Uint8Array(Float32Array.of(0.004).buffer);
    return g.constant(create(TensorProtoSchema, { name, dims: [], dataType: FLOAT, rawData }));
  };
  const given = [int8("encoder.first.weight_quantized"), scale("encoder.first.weight_scale")];
  const first = g.add("MatMul", [
    x,
    g.add("Transpose", [g.add("DequantizeLinear", given)], { perm: [1, 0] }),
  ]);
  const sum = g.add("Add", [first, g.module("encoder.first").parameter("bias", [6])]);
  const [q = "", s = "", zero = ""] = g.addMany("DynamicQuantizeLinear", [g.add("Tanh", [sum])], 3);
  const product = g.add("MatMulInteger", [q, int8("onnx::MatMul_7_quantized"), zero]);
  const factor = g.add("Mul", [s, scale("onnx::MatMul_7_scale")]);
  const second = g.add("Mul", [g.add("Cast", [product], { to: 1 }), factor]);
  g.output("y", second, "float32", ["batch_size", 6]);
  const error = g.add("Sub", [second, g.scalar(1)]);
  g.output("loss", g.add("ReduceMean", [g.add("Mul", [error, error])], { keepdims: 0 }), "float32", []);
  return g.build();
}

test("finds what a QDQ and a dynamically quantised export hold, with the bias beside it", () => {
  const layers = findQuantizedLayers(network());
  expect(layers.map(({ module, kind, bias }) => ({ module, kind, bias }))).toEqual([
    { module: "encoder.first", kind: "linear", bias: "encoder.first.bias" },
    { module: "onnx::MatMul_7", kind: "conv1d", bias: undefined },
  ]);
});

test("adapters start as nothing, and learn through both", async () => {
  const base = network();
  const lora = await addLora(base, { r: 3, loraAlpha: 12, targetModules: "all-linear" });
  const biases = new Map([["encoder.first.bias", new Float32Array(6)]]);
  const weights = new Map([...biases, ...initializeLora(lora)]);
  await using plain = await compile({ graph: base, weights: biases, trainable: () => false });
  await using model = await compile({ graph: lora.network, weights, trainable: lora.trainable });
  const x = {
    type: "float32",
    data: Float32Array.from({ length: 12 }, (_, i) => Math.sin(3 * i)),
    dims: [2, 6],
  };
  const outputs = { outputs: ["y"] };
  expect((await model.evaluate({ x }, outputs)).y?.data).toEqual(
    (await plain.evaluate({ x }, outputs)).y?.data,
  );

  const optimizer = await model.adamW({ learningRate: 0.02 });
  const losses: number[] = [];
  for (let step = 0; step < 60; step++) {
    await model.zeroGradients();
    losses.push((await model.backward({ x })).loss);
    await optimizer.step();
  }
  expect(losses.at(-1)).toBeLessThan(0.1 * (losses[0] ?? 0));
  for (const { a, b } of lora.modules.values())
    for (const name of [a, b]) expect(model.parameters.get(name)?.data).not.toEqual(weights.get(name));
});
