import { create, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema, ValueInfoProtoSchema } from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { GraphError } from "./errors.ts";
import { GraphBuilder } from "./graph-builder.ts";

test("a built graph runs in onnxruntime, with its parameters as inputs", async () => {
  const g = new GraphBuilder("line");
  const x = g.input("x", "float32", ["batch_size", 2]);
  const layer = g.module("layers").module(0);
  const product = layer.add("MatMul", [x, layer.parameter("weight", [2, 1])]);
  const y = layer.add("Reshape", [layer.add("Add", [product, g.scalar(0.5)]), g.ints([-1])]);
  g.output("y", y, "float32", ["batch_size"]);
  const { model, parameters } = g.build();
  expect(parameters).toEqual(new Map([["layers.0.weight", [2, 1]]]));

  const session = await InferenceSession.create(toBinary(ModelProtoSchema, model));
  expect(session.inputNames).toEqual(["x", "layers.0.weight"]);
  const outputs = await session.run({
    x: new Tensor("float32", [1, 2, 3, 4], [2, 2]),
    "layers.0.weight": new Tensor("float32", [10, 100], [2, 1]),
  });
  expect(outputs.y?.dims).toEqual([2]);
  expect(outputs.y?.data).toEqual(Float32Array.of(210.5, 430.5));
});

test("an output that other nodes read is made without a copy", async () => {
  const g = new GraphBuilder("doubled");
  const x = g.input("x", "float32", []);
  const y = g.addAsOutput("y", { dataType: "float32", shape: [] }, "Neg", [x]);
  g.output("z", g.add("Add", [y, y]), "float32", []);
  const { model } = g.build();
  expect(model.graph?.node.map(({ opType }) => opType)).toEqual(["Neg", "Add", "Identity"]);
  const session = await InferenceSession.create(toBinary(ModelProtoSchema, model));
  const { y: first, z: second } = await session.run({ x: new Tensor("float32", [3], []) });
  expect([first?.data, second?.data]).toEqual([Float32Array.of(-3), Float32Array.of(-6)]);
});

test("names are unique and say which module made them", () => {
  const g = new GraphBuilder("names");
  const x = g.input("x", "float32", []);
  const block = g.module("block");
  expect([block.add("Neg", [x]), block.add("Neg", [x]), g.add("Neg", [x]), block.add("Neg", [x])]).toEqual([
    "block.Neg",
    "block.Neg_1",
    "Neg",
    "block.Neg_2",
  ]);
});

test("equal constants are stored once", () => {
  const g = new GraphBuilder("constants");
  expect(g.scalar(2)).toBe(g.module("a").scalar(2));
  expect(g.floats([0.5, 2])).toBe(g.floats([0.5, 2]));
  expect(new Set([g.ints(1), g.ints([1]), g.ints([1, 1]), g.scalar(1), g.floats([1])]).size).toBe(5);
  expect(g.build().model.graph?.initializer).toHaveLength(7);
});

test("a node with several outputs has a name for each", () => {
  const g = new GraphBuilder("split");
  const x = g.input("x", "float32", [4]);
  expect(g.addMany("Split", [x], 2)).toEqual(["Split", "Split.1"]);
  expect(g.addMany("Split", [x], 2)).toEqual(["Split_1", "Split_1.1"]);
  expect(g.build().model.graph?.node[1]).toMatchObject({ name: "Split_1", output: ["Split_1", "Split_1.1"] });
});

test("extending a model leaves it as it is, and its names are taken", () => {
  const g = new GraphBuilder("line");
  g.add("Add", [g.input("x", "float32", []), g.scalar(1)]);
  const { model } = g.build();
  const extended = GraphBuilder.extending(model);
  expect(extended.add("Add", ["Add", "x"])).toBe("Add_1");
  expect(extended.scalar(1)).toBe("scalar(1)_1");
  expect(extended.build().model.graph?.node).toHaveLength(2);
  expect(model.graph).toMatchObject({ node: { length: 1 }, initializer: { length: 1 } });
});

test("an annotated shape reaches what is computed from the value", async () => {
  const outputShape = async (annotated: boolean) => {
    const g = new GraphBuilder("annotated");
    const length = g.add("Squeeze", [g.add("Shape", [g.input("ids", "int64", ["length"])])]);
    const positions = g.add("Range", [g.ints(0), length, g.ints(1)]);
    const y = g.add("Neg", [annotated ? g.annotate(positions, "int64", ["length"]) : positions]);
    const { model } = g.build();
    // An output without a type gets the one onnxruntime infers.
    model.graph?.output.push(create(ValueInfoProtoSchema, { name: y }));
    const session = await InferenceSession.create(toBinary(ModelProtoSchema, model));
    return session.outputMetadata[0];
  };
  expect(await outputShape(true)).toMatchObject({ shape: ["length"] });
  expect(await outputShape(false)).not.toMatchObject({ shape: ["length"] });
});

test("an unknown input and a second use of a name are refused", () => {
  const g = new GraphBuilder("wrong");
  const x = g.input("x", "float32", []);
  expect(() => g.add("Add", [x, "y"])).toThrow(
    new GraphError("unknown input of Add, expected a value made before: y"),
  );
  expect(() => g.input("x", "int64", [])).toThrow(new GraphError("name used twice: x"));
  expect(() => g.add("Clip", [x, "", x])).not.toThrow();
});
