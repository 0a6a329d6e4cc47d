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
import { expect, test } from "vitest";
import { changed } from "../changed.ts";
import { encodeOnnx } from "../encode-onnx.ts";
import { GraphError } from "../errors.ts";
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
  const taken = takeBranches(given, { flag });
  expect(taken.graph?.node.map(({ opType }) => opType)).not.toContain("If");
  expect(taken.graph?.input.map(({ name }) => name)).toEqual(["x"]);
  const value = new Tensor("int64", [BigInt(Number(flag))], [1]);
  expect(await run(taken, { x })).toEqual(await run(given, { x, flag: value }));
});

test("a constant chooses by itself, and a branch within a branch is taken, too", async () => {
  const given = model({ isConstant: true, nested: true });
  const taken = takeBranches(given, {});
  expect(taken.graph?.node.map(({ opType }) => opType).filter((name) => name !== "Identity")).toEqual([
    "Cos",
  ]);
  expect(await run(taken, { x })).toEqual(await run(given, { x }));
});

test("a condition that is not known leaves the If, which gradients do not pass", async () => {
  const given = model();
  expect(takeBranches(given, { other: true }).graph?.node.map(({ opType }) => opType)).toContain("If");
  const graph = given.graph;
  const y = graph?.output[0];
  if (!graph || y?.type?.value.case !== "tensorType") throw new GraphError("none");
  const wrt = differentiate(given, { loss: "y", wrt: ["x"] });
  await expect(wrt).rejects.toThrow();
});
