import { create } from "@bufbuild/protobuf";
import { type GraphProto, GraphProtoSchema, NodeProtoSchema } from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { attribute } from "../attribute.ts";
import { changed } from "../changed.ts";
import { encodeOnnx } from "../encode-onnx.ts";
import { GraphError } from "../errors.ts";
import { fromOnnx } from "../from-onnx.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { takeBranches } from "./take-branches.ts";
import { tensorNames, withWeights } from "./with-weights.ts";

/** y = w · x or v · x, by an input, with the weights as constants in the branches, as scripted models have them. */
function branching(names: readonly [string, string]) {
  const g = new GraphBuilder("branching");
  g.input("x", "float32", [2]);
  const [y = ""] = [g.add("If", [g.input("flag", "bool", [])])];
  g.output("y", y, "float32", [2]);
  const { model } = g.build();
  const graph = model.graph as GraphProto;
  const branches = names.map((name, i) => {
    const weight = new GraphBuilder(name).build().model.graph as GraphProto;
    const constant = create(NodeProtoSchema, {
      opType: "Constant",
      output: [name],
      attribute: [{ name: "value", type: 4, t: { dims: [2n], dataType: 1, floatData: [1 + i, 2 + i] } }],
    });
    const product = create(NodeProtoSchema, { opType: "Mul", input: ["x", name], output: [`product${i}`] });
    const output = [{ name: `product${i}` }];
    return create(GraphProtoSchema, { name: weight.name, node: [constant, product], output });
  });
  const [yes, no] = branches as [GraphProto, GraphProto];
  const attributes = [attribute("then_branch", yes), attribute("else_branch", no)];
  const node = graph.node.map((each) =>
    each.opType === "If" ? changed(each, { attribute: attributes }) : each,
  );
  return changed(model, { graph: changed(graph, { node }) });
}

async function run(model: ReturnType<typeof branching>, flag: boolean): Promise<number[]> {
  const session = await InferenceSession.create(encodeOnnx(model), { logSeverityLevel: 3 });
  const { y } = await session.run({
    x: new Tensor("float32", [1, 10], [2]),
    flag: new Tensor("bool", [flag], []),
  });
  await session.release();
  return Array.from(y?.data as Float32Array);
}

test("weights of a branch are trained and put back there", async () => {
  const model = branching(["w", "v"]);
  expect(tensorNames(model)).toEqual(["w", "v"]);
  const { weights } = fromOnnx(await takeBranches(model, { flag: true }));
  expect([...weights]).toEqual([["w", Float32Array.of(1, 2)]]);
  const trained = withWeights(model, new Map([["w", Float32Array.of(5, 6)]]));
  expect(await run(trained, true)).toEqual([5, 60]);
  expect(await run(trained, false)).toEqual([2, 30]);
});

test("a name that weights of both branches have is an error", () => {
  const model = branching(["w", "w"]);
  expect(() => withWeights(model, new Map([["w", Float32Array.of(5, 6)]]))).toThrow(GraphError);
});
