import { create, toBinary } from "@bufbuild/protobuf";
import {
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  NodeProtoSchema,
  AttributeProto_AttributeType as Type,
  type TypeProto,
} from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import {
  GraphError,
  MissingGradientRuleError,
  NotDifferentiableError,
  UnknownShapeError,
  UnsupportedOperatorError,
} from "../errors.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { valueInfo } from "../value-info.ts";
import { differentiate } from "./differentiate.ts";

/** Σ (x w + b), with what `change` makes of x before. */
function line(change: (g: GraphBuilder, x: string) => string = (_, x) => x) {
  const g = new GraphBuilder("line");
  const x = change(g, g.input("x", "float32", ["batch_size", 2]));
  const y = g.add("Add", [g.add("MatMul", [x, g.parameter("w", [2, 1])]), g.parameter("b", [1])]);
  g.output("y", y, "float32", ["batch_size", 1]);
  g.output("loss", g.add("ReduceSum", [y], { keepdims: 0 }), "float32", []);
  return g.build().model;
}

const opTypes = (model: ReturnType<typeof line>) => model.graph?.node.map(({ opType }) => opType) ?? [];

test("the model gives its outputs and the gradients, and the original stays as it is", async () => {
  const model = line();
  const before = toBinary(ModelProtoSchema, model);
  const differentiated = await differentiate(model, { loss: "loss", wrt: ["w", "b", "x"] });
  expect(toBinary(ModelProtoSchema, model)).toEqual(before);
  expect(differentiated.opsetImport.map(({ domain }) => domain)).toEqual([""]);

  const session = await InferenceSession.create(toBinary(ModelProtoSchema, differentiated));
  expect(session.outputMetadata).toMatchObject([
    { name: "y", shape: ["batch_size", 1] },
    { name: "loss", shape: [] },
    { name: "w.grad", shape: [2, 1] },
    { name: "b.grad", shape: [1] },
    { name: "x.grad", shape: ["batch_size", 2] },
  ]);
  const results = await session.run({
    x: new Tensor("float32", [1, 2, 3, 4], [2, 2]),
    w: new Tensor("float32", [10, 100], [2, 1]),
    b: new Tensor("float32", [1], [1]),
  });
  const data = Object.fromEntries(
    Object.entries(results).map(([name, tensor]) => [name, [...(tensor.data as Float32Array)]]),
  );
  expect(data).toEqual({
    y: [211, 431],
    loss: [642],
    "w.grad": [4, 6],
    "b.grad": [2],
    "x.grad": [10, 100, 10, 100],
  });
});

test("what no gradient was asked for costs no node, and the same node is made once", async () => {
  const added = async (...wrt: string[]) => {
    const model = line();
    return opTypes(await differentiate(model, { loss: "loss", wrt })).slice(opTypes(model).length);
  };
  expect(await added("b")).not.toContain("MatMul");
  expect((await added("w", "x")).filter((opType) => ["MatMul", "Gemm"].includes(opType))).toHaveLength(2);
  const all = await added("w", "b", "x");
  expect(all.filter((opType) => opType === "Expand")).toHaveLength(1);
});

test("a scale multiplies every gradient", async () => {
  const model = await differentiate(line(), { loss: "loss", wrt: ["b"], scale: "loss.scale" });
  const session = await InferenceSession.create(toBinary(ModelProtoSchema, model));
  const scalar = (value: number) => new Tensor("float32", [value], []);
  const [x, w] = [new Tensor("float32", [1, 2, 3, 4], [2, 2]), new Tensor("float32", [10, 100], [2, 1])];
  const b = new Tensor("float32", [1], [1]);
  const results = await session.run({ x, w, b, "loss.scale": scalar(0.25) });
  expect(results["b.grad"]?.data).toEqual(Float32Array.of(0.5));
  expect(results.loss?.data).toEqual(Float32Array.of(642));
});

test("static and named sizes need no Shape at run time where the gradient is summed", async () => {
  const differentiated = await differentiate(line(), { loss: "loss", wrt: ["w", "b"] });
  // The one Shape is that of y, to which the gradient of its sum is expanded.
  expect(opTypes(differentiated).filter((opType) => opType === "Shape")).toHaveLength(1);
  expect(opTypes(differentiated)).not.toContain("NonZero");
});

test("an operator without a rule is named with its node and operator set", async () => {
  const model = line((g, x) => g.module("layer").add("CenterCropPad", [x, g.ints([2, 2])]));
  for (const set of model.opsetImport) set.version = 18n;
  const error: MissingGradientRuleError = await differentiate(model, { loss: "loss", wrt: ["x"] }).catch(
    (e) => e,
  );
  expect(error).toBeInstanceOf(MissingGradientRuleError);
  expect(error).toMatchObject({ opType: "CenterCropPad", node: "layer.CenterCropPad", opset: 18 });
  expect(error.message).toBe(
    "missing gradient rule, add it to packages/onnx/src/gradients/rules.ts: " +
      "CenterCropPad (node layer.CenterCropPad, opset 18)",
  );
  const beside = await differentiate(model, { loss: "loss", wrt: ["w"] });
  expect(beside.graph?.output.map(({ name }) => name)).toContain("w.grad");
});

test("a value that only a subgraph reads counts as read, so its gradient is not silently incomplete", async () => {
  const model = line((g, x) => g.add("Mul", [x, g.scalar(1)]));
  const branch = create(GraphProtoSchema, {
    name: "branch",
    node: [{ opType: "Neg", input: ["x"], output: ["negative"] }],
    output: [{ name: "negative", type: model.graph?.input[0]?.type as TypeProto }],
  });
  const attribute = ["then_branch", "else_branch"].map((name) => ({ name, type: Type.GRAPH, g: branch }));
  const [product] = model.graph?.node ?? [];
  // Nothing decides it before the graph runs.
  model.graph?.input.push(valueInfo("yes", "bool", []));
  model.graph?.node.unshift(
    create(NodeProtoSchema, { name: "if", opType: "If", input: ["yes"], output: ["choice"], attribute }),
  );
  product?.input.splice(0, 2, "x", "choice");
  await expect(differentiate(model, { loss: "loss", wrt: ["x"] })).rejects.toThrow(
    new UnsupportedOperatorError(
      "If",
      "if",
      "operator in training",
      "take its branch with takeBranches, by the inputs or sizes that decide it, or export the model without control flow",
    ),
  );
});

test("a sequence of tensors on the way to the loss is refused with the way out", async () => {
  const model = line((g, x) => {
    const sequence = g.add("SplitToSequence", [x, g.ints(1)], { axis: 1 });
    return g.add("ConcatFromSequence", [sequence], { axis: 1 });
  });
  model.graph?.valueInfo.push(valueInfo("ConcatFromSequence", "float32", ["batch_size", 2]));
  await expect(differentiate(model, { loss: "loss", wrt: ["x"] })).rejects.toThrow(
    "unsupported operator in training, export the model with tensors in place of sequences: " +
      "ConcatFromSequence (node ConcatFromSequence)",
  );
});

test("a path through a node without derivative is refused by the name of that node", async () => {
  const rounded = line((g, x) => g.add("Neg", [g.add("Round", [x])]));
  await expect(differentiate(rounded, { loss: "loss", wrt: ["x"] })).rejects.toThrow(
    new NotDifferentiableError("x", "loss", { opType: "Round", node: "Round" }),
  );
  const integers = line((g, x) => g.add("Cast", [g.add("Cast", [x], { to: 7 })], { to: 1 }));
  await expect(differentiate(integers, { loss: "loss", wrt: ["w", "x"] })).rejects.toMatchObject({
    value: "x",
    node: "Cast",
  });
});

test("a value that does not lead to the loss is refused", async () => {
  const g = new GraphBuilder("apart");
  const unused = g.parameter("unused", [1]);
  g.output("other", g.add("Neg", [unused]), "float32", [1]);
  g.output("loss", g.add("ReduceSum", [g.parameter("w", [2])], { keepdims: 0 }), "float32", []);
  await expect(differentiate(g.build().model, { loss: "loss", wrt: ["w", unused] })).rejects.toThrow(
    new NotDifferentiableError("unused", "loss"),
  );
});

test("losses, values and operator sets that cannot be differentiated are refused", async () => {
  const refused = (loss: string, wrt: string, model = line()) =>
    expect(differentiate(model, { loss, wrt: [wrt] })).rejects;
  await refused("y", "w").toThrow("loss of several elements, reduce it to one, given [batch_size,1]: y");
  await refused("los", "w").toThrow(new GraphError("unknown value: los"));
  await refused(
    "loss",
    "ids",
    line((g, x) => g.add("Gather", [x, g.input("ids", "int64", [2])])),
  ).toThrow("value of no float type, expected float32 or float64: ids");
  const old = line();
  for (const set of old.opsetImport) set.version = 6n;
  await refused("loss", "w", old).toThrow(
    "unsupported operator set, export the model with one of 7 to 24: 6",
  );
});

test("a model of operator set 11 is brought to 17, and has the gradients of one written for it", async () => {
  const build = (opset: bigint, centred: (g: GraphBuilder, x: string) => string) => {
    const model = line((g, x) => g.add("Softmax", [centred(g, x)], { axis: 1 }));
    for (const set of model.opsetImport) set.version = opset;
    return differentiate(model, { loss: "loss", wrt: ["w", "x"] });
  };
  const old = await build(11n, (g, x) =>
    g.add("Squeeze", [g.add("Unsqueeze", [x], { axes: [1] })], { axes: [1] }),
  );
  expect(old.opsetImport).toMatchObject([{ domain: "", version: 17n }]);
  const recent = await build(17n, (g, x) =>
    g.add("Squeeze", [g.add("Unsqueeze", [x, g.ints([1])]), g.ints([1])]),
  );
  const feeds = {
    x: new Tensor("float32", [1, 2, 3, -4], [2, 2]),
    w: new Tensor("float32", [10, 100], [2, 1]),
    b: new Tensor("float32", [1], [1]),
  };
  const gradients = async (model: ModelProto) => {
    const session = await InferenceSession.create(toBinary(ModelProtoSchema, model));
    const results = await session.run(feeds);
    return ["w.grad", "x.grad"].map((name) => results[name]?.data);
  };
  expect(await gradients(old)).toEqual(await gradients(recent));
});

test("a value of unknown rank is refused by name", async () => {
  const model = line((g, x) => g.add("Expand", [x, g.input("sizes", "int64", ["rank"])]));
  await expect(differentiate(model, { loss: "loss", wrt: ["x"] })).rejects.toThrow(UnknownShapeError);
});

test("the gradient of a table leaves as rows and ids, beside what other nodes add", async () => {
  const tied = (sparse: readonly string[]) => {
    const g = new GraphBuilder("tied");
    const table = g.parameter("table", [4, 2]);
    const ids = g.input("ids", "int64", ["batch_size", "length"]);
    const x = g.add("Gather", [table, ids]);
    const again = g.add("Gather", [table, g.ints([-1])]);
    const y = g.add("MatMul", [x, g.add("Transpose", [table], { perm: [1, 0] })]);
    const sums = [y, again].map((value) =>
      g.add("ReduceSum", [g.add("Mul", [value, value])], { keepdims: 0 }),
    );
    g.output("loss", g.add("Sum", sums), "float32", []);
    return differentiate(g.build().model, { loss: "loss", wrt: ["table"], sparse });
  };
  const feeds = {
    table: new Tensor("float32", [1, -2, 3, 4, -5, 6, 7, 8], [4, 2]),
    ids: new Tensor("int64", [2n, 1n, 2n, 0n], [2, 2]),
  };
  const run = async (sparse: readonly string[]) => {
    const session = await InferenceSession.create(toBinary(ModelProtoSchema, await tied(sparse)));
    const results = await session.run(feeds);
    return Object.fromEntries(
      Object.entries(results).map(([name, { data }]) => [name, [...data].map(Number)]),
    );
  };
  const [dense, sparse] = [await run([]), await run(["table"])];
  const total = sparse["table.grad"] as number[];
  const ids = sparse["table.grad.ids"] as number[];
  expect(ids).toHaveLength(5);
  for (const [i, value] of (sparse["table.grad.rows"] as number[]).entries()) {
    const row = ((ids[Math.floor(i / 2)] as number) + 4) % 4;
    total[row * 2 + (i % 2)] = (total[row * 2 + (i % 2)] as number) + value;
  }
  expect(total).toEqual(dense["table.grad"]);
  expect(dense).not.toHaveProperty("table.grad.ids");
});
