import { create } from "@bufbuild/protobuf";
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  type ModelProto,
  NodeProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
} from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { changed } from "../changed.ts";
import { encodeOnnx } from "../encode-onnx.ts";
import { GraphError, UnsupportedOperatorError } from "../errors.ts";
import { differentiate } from "../gradients/differentiate.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { takeBranches } from "./take-branches.ts";

const { BOOL } = TensorProto_DataType;

/** A graph without inputs that reads the values outside: y = f(x). */
function branch(name: string, opType: string, output = "result") {
  const node = create(NodeProtoSchema, { name: "only", opType, input: ["x"], output: [output] });
  return create(GraphProtoSchema, { name, node: [node], output: [{ name: output }] });
}

/** y = flag ? neg x : sin x, where the flag is an input or a constant. */
function model({ isConstant = false, nested = false } = {}): ModelProto {
  const g = new GraphBuilder("branching");
  g.input("x", "float32", ["batch_size"]);
  const flag = isConstant
    ? g.constant(
        create(TensorProtoSchema, { name: "flag", dims: [], dataType: BOOL, rawData: Uint8Array.of(1) }),
      )
    : g.add("Cast", [g.input("flag", "int64", [1])], { to: BOOL });
  g.output("y", g.add("Identity", ["x"]), "float32", ["batch_size"]);
  const built = g.build().model;
  const graph = built.graph;
  if (!graph) throw new GraphError("none");
  const inner = nested ? outer("Cos", "Tan", "nested") : branch("then", "Neg");
  const node = ifNode("chosen", g.add("Not", [g.add("Not", [flag])]), inner, branch("else", "Sin"));
  const others = g.build().model.graph?.node.filter(({ name }) => name !== "y" && name !== "Identity") ?? [];
  return changed(built, { graph: changed(graph, { node: [...others, node] }) });

  function outer(yes: string, no: string, name: string) {
    const inside = ifNode("result", flag, branch("then", yes), branch("else", no));
    return create(GraphProtoSchema, { name, node: [inside], output: [{ name: "result" }] });
  }
}

function ifNode(output: string, condition: string, yes: object, no: object) {
  const type = AttributeProto_AttributeType.GRAPH;
  const attribute = Object.entries({ then_branch: yes, else_branch: no }).map(([name, g]) =>
    create(AttributeProtoSchema, { name, type, g }),
  );
  const name = output === "chosen" ? "y" : output;
  return create(NodeProtoSchema, {
    name: `${name}.if`,
    opType: "If",
    input: [condition],
    output: [name],
    attribute,
  });
}

async function run(given: ModelProto, feeds: Record<string, Tensor>) {
  const session = await InferenceSession.create(encodeOnnx(given), { logSeverityLevel: 3 });
  const { y } = await session.run(feeds);
  await session.release();
  return y?.data;
}

const x = new Tensor("float32", [0.5, -2], [2]);

test.each([true, false])("the branch that an input chooses gives what the If gives: %s", async (flag) => {
  const given = model();
  const taken = await takeBranches(given, { flag });
  expect(taken.graph?.node.map(({ opType }) => opType)).not.toContain("If");
  expect(taken.graph?.input.map(({ name }) => name)).toEqual(["x"]);
  const value = new Tensor("int64", [BigInt(Number(flag))], [1]);
  expect(await run(taken, { x })).toEqual(await run(given, { x, flag: value }));
});

test("a constant chooses by itself, and a branch within a branch is taken, too", async () => {
  const given = model({ isConstant: true, nested: true });
  const taken = await takeBranches(given, {});
  expect(taken.graph?.node.map(({ opType }) => opType).filter((name) => name !== "Identity")).toEqual([
    "Cos",
  ]);
  expect(await run(taken, { x })).toEqual(await run(given, { x }));
});

test("a condition that is not known leaves the If, which gradients do not pass", async () => {
  const given = model();
  expect((await takeBranches(given, { other: true })).graph?.node.map(({ opType }) => opType)).toContain(
    "If",
  );
  const graph = given.graph;
  const y = graph?.output[0];
  if (!graph || y?.type?.value.case !== "tensorType") throw new GraphError("none");
  const wrt = differentiate(given, { loss: "y", wrt: ["x"] });
  await expect(wrt).rejects.toThrow();
});

/** In the style of torch.jit: the rate decides between halves, and a size whether an axis is squeezed, behind computed pads. */
function scripted(): ModelProto {
  const g = new GraphBuilder("scripted");
  g.input("x", "float32", ["batch_size", "samples"]);
  const rate = g.add("Equal", [g.input("sr", "int64", []), g.ints(16000)]);
  g.output("y", g.add("Identity", ["x"]), "float32", ["batch_size"]);
  const built = g.build().model;
  const nodes = [
    ...(built.graph?.node.filter(({ opType }) => opType === "Equal") ?? []),
    ifNode("chosen", rate, rateBranch("fast", 2), rateBranch("slow", -3)),
  ];
  if (!built.graph) throw new GraphError("none");
  return changed(built, { graph: changed(built.graph, { node: nodes }) });
}

/** y = sum(w · pad(x)), of one sample without an axis of samples. */
function rateBranch(name: string, factor: number) {
  const g = new GraphBuilder(name);
  const m = g.module(name);
  const node = (opType: string, inputs: string[], attributes = {}) => m.add(opType, inputs, attributes);
  g.input("x", "float32", ["batch_size", "samples"]);
  // [0, 0, 0, 1], put together as torch.onnx does.
  const zeros = node("ConstantOfShape", [node("Sub", [g.ints([4]), g.ints([1])])]);
  const pads = node("Concat", [node("Cast", [zeros], { to: 7 }), g.ints([1])], { axis: 0 });
  const padded = node("Pad", ["x", pads]);
  const scaled = node("Mul", [padded, node("Neg", [g.floats([-factor])])]);
  const isOne = node("Equal", [node("Gather", [node("Shape", [scaled]), g.ints([-1])]), g.ints([2])]);
  const inner = g.build().model.graph;
  if (!inner) throw new GraphError("none");
  const squeezed = plainBranch("then", "ReduceMax", scaled);
  const summed = plainBranch("else", "ReduceMin", scaled);
  const last = ifNode("result", isOne, squeezed, summed);
  return changed(inner, {
    name,
    input: [],
    node: [...inner.node, last],
    output: squeezed.output.slice(0, 1),
  });
}

function plainBranch(name: string, opType: string, input: string) {
  const attribute = [{ name: "keepdims", type: AttributeProto_AttributeType.INT, i: 0n }];
  const axes = { name: "axes", type: AttributeProto_AttributeType.INTS, ints: [1n] };
  const node = create(NodeProtoSchema, {
    opType,
    input: [input],
    output: ["result"],
    attribute: [...attribute, axes],
  });
  return create(GraphProtoSchema, { name, node: [node], output: [{ name: "result" }] });
}

describe("branches that sizes decide", () => {
  const samples = new Tensor("float32", [0.5, -2, 3, 1], [2, 2]);

  test.each([16000, 8000])("are taken where those of the inputs are given, for a rate of %i", async (sr) => {
    const given = scripted();
    const rate = new Tensor("int64", [BigInt(sr)], []);
    for (const [x, shape] of [
      [samples, ["batch_size", 2]],
      [new Tensor("float32", [0.5, -2], [2, 1]), [2, 1]],
    ] as const) {
      const taken = await takeBranches(given, { sr }, { shapes: { x: shape } });
      expect(taken.graph?.node.map(({ opType }) => opType)).not.toContain("If");
      expect(taken.graph?.input.map(({ name }) => name)).toEqual(["x"]);
      expect(await run(taken, { x })).toEqual(await run(given, { x, sr: rate }));
    }
  });

  test("stay where they are not, and are refused in training with the way out", async () => {
    const taken = await takeBranches(scripted(), { sr: 16000 });
    expect(taken.graph?.node.filter(({ opType }) => opType === "If")).toHaveLength(1);
    const g = GraphBuilder.extending(taken);
    g.output("loss", g.add("ReduceSum", ["y"], { keepdims: 0 }), "float32", []);
    const differentiating = differentiate(g.build().model, { loss: "loss", wrt: ["x"] });
    await expect(differentiating).rejects.toThrow(UnsupportedOperatorError);
    await expect(differentiating).rejects.toThrow(
      "take its branch with takeBranches, by the inputs or sizes",
    );
  });

  test("of an input that is none are an error", async () => {
    const taking = takeBranches(scripted(), {}, { shapes: { samples: [1] } });
    await expect(taking).rejects.toThrow("sizes of no input, expected one of x, sr: samples");
  });
});

test("what constants decide is differentiated as it is", async () => {
  const given = model({ isConstant: true });
  const g = GraphBuilder.extending(given);
  g.output("loss", g.add("ReduceSum", ["y"], { keepdims: 0 }), "float32", []);
  const session = await InferenceSession.create(
    encodeOnnx(await differentiate(g.build().model, { loss: "loss", wrt: ["x"] })),
  );
  const results = await session.run({ x });
  await session.release();
  expect(results["x.grad"]?.data).toEqual(Float32Array.of(-1, -1));
});
