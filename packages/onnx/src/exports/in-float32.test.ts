/// <reference lib="es2025.float16" />
import { create } from "@bufbuild/protobuf";
import { type ModelProto, TensorProto_DataType, TensorProtoSchema } from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { encodeOnnx } from "../encode-onnx.ts";
import { WeightMismatchError } from "../errors.ts";
import { fromOnnx } from "../from-onnx.ts";
import { uniform } from "../gradients/finite-differences.fixture.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { inFloat32 } from "./in-float32.ts";
import { withWeights } from "./with-weights.ts";

const { FLOAT16, BFLOAT16 } = TensorProto_DataType;

/** y = swish(x w) + b in float16 but for the sigmoid, between casts from float32 and to it. */
function halfModel(): ModelProto {
  const random = uniform(5);
  const values = (count: number) => Float16Array.from({ length: count }, () => 2 * random() - 1);
  const g = new GraphBuilder("half");
  const x = g.add("Cast", [g.input("x", "float32", ["batch_size", 4])], { to: FLOAT16 });
  const weight = (name: string, dims: number[]) => {
    const half = values(dims.reduce((a, b) => a * b));
    const fields = { name, dims: dims.map(BigInt), dataType: FLOAT16 };
    const bits = new Uint16Array(half.buffer);
    // Exporters write halves as bytes, or as the lower halves of int32.
    const data =
      name === "w" ? { rawData: new Uint8Array(half.buffer) } : { int32Data: [...bits].map(Number) };
    return g.constant(create(TensorProtoSchema, { ...fields, ...data }));
  };
  const product = g.add("MatMul", [x, weight("w", [4, 3])]);
  const wide = g.add("Sigmoid", [g.add("Cast", [product], { to: 1 })]);
  const gated = g.add("Mul", [product, g.add("Cast", [wide], { to: FLOAT16 })]);
  const sum = g.add("Add", [gated, weight("b", [3])]);
  g.output("y", g.add("Cast", [sum], { to: 1 }), "float32", ["batch_size", 3]);
  return g.build().model;
}

test("a model in float16 is one in float32 to train, and computes nearly the same", async () => {
  const given = halfModel();
  const { network, weights } = fromOnnx(given);
  expect([...network.parameters.keys()]).toEqual(["w", "b"]);
  const x = new Tensor("float32", [0.5, -1, 2, 0.25, 1, 1, -0.5, 0], [2, 4]);
  const half = await InferenceSession.create(encodeOnnx(given), { logSeverityLevel: 3 });
  const full = await InferenceSession.create(encodeOnnx(network.model), { logSeverityLevel: 3 });
  const fed = ["w", "b"].map((name) => {
    const shape = network.parameters.get(name) ?? [];
    return [name, new Tensor("float32", weights.get(name) ?? new Float32Array(), shape)] as const;
  });
  const results = [await half.run({ x }), await full.run({ x, ...Object.fromEntries(fed) })];
  const [expected = [], actual = []] = results.map(({ y }) => [...((y?.data ?? []) as Float32Array)]);
  expect(actual).toHaveLength(6);
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 2);
});

test("inputs, outputs and what the graph says of values become float32, too", () => {
  const given = halfModel();
  const infos = (model: ModelProto) => [...(model.graph?.input ?? []), ...(model.graph?.output ?? [])];
  const types = (model: ModelProto) =>
    infos(model).map(({ type }) => (type?.value.case === "tensorType" ? type.value.value.elemType : 0));
  for (const { type } of infos(given))
    if (type?.value.case === "tensorType") type.value.value.elemType = FLOAT16;
  expect(types(inFloat32(given))).toEqual([1, 1]);
  expect(types(given)).toEqual([FLOAT16, FLOAT16]);
});

test("trained weights go back into the types they had; the model stays as it is", () => {
  const given = halfModel();
  const values = Float32Array.of(0.1, 1 / 3, -2);
  const saved = withWeights(given, new Map([["b", values]]));
  const b = saved.graph?.initializer.find(({ name }) => name === "b");
  expect(b?.dataType).toBe(FLOAT16);
  expect(new Float16Array((b?.rawData ?? new Uint8Array()).slice().buffer)).toEqual(
    Float16Array.from(values),
  );
  expect(fromOnnx(saved).weights.get("w")).toEqual(fromOnnx(given).weights.get("w"));
  expect(given.graph?.initializer.find(({ name }) => name === "b")?.rawData).toHaveLength(0);
});

test("bfloat16 is rounded to the nearest, ties to even", () => {
  const g = new GraphBuilder("half");
  const fields = { name: "b", dims: [4n], dataType: BFLOAT16, rawData: new Uint8Array(8) };
  g.output("y", g.add("Cast", [g.constant(create(TensorProtoSchema, fields))], { to: 1 }), "float32", [4]);
  // 1 + 2⁻⁸ lies between 1 and 1 + 2⁻⁷, 1 + 3 · 2⁻⁸ between 1 + 2⁻⁷ and 1 + 2⁻⁶.
  const values = Float32Array.of(1 + 2 ** -8, 1 + 3 * 2 ** -8, 1 + 2 ** -8 + 2 ** -20, -3);
  const saved = withWeights(g.build().model, new Map([["b", values]]));
  expect([...(fromOnnx(saved).weights.get("b") ?? [])]).toEqual([1, 1 + 2 ** -6, 1 + 2 ** -7, -3]);
});

test("weights that do not fit are refused by name", () => {
  const give = (count: number) => () => withWeights(halfModel(), new Map([["b", new Float32Array(count)]]));
  expect(give(2)).toThrow(WeightMismatchError);
  expect(give(2)).toThrow("mismatched weight b, expected 3 values: 2");
});
