// Graphs that no runtime would accept: the error says which node it is about, by name, or by its first
// output where it has none.

import { create } from "@bufbuild/protobuf";
import { type GraphProto, type ModelProto, OperatorSetIdProtoSchema } from "onnx-buf";
import { expect, test } from "vitest";
import { GraphError, InvalidModelError, MissingGradientRuleError } from "../errors.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { differentiate } from "./differentiate.ts";

type Build = (g: GraphBuilder, x: string) => string;

/** Σ f(x) with x float32 [batch_size, 3]. */
function sumOf(f: Build): ModelProto {
  const g = new GraphBuilder("bad");
  const y = f(g.module("layer"), g.input("x", "float32", ["batch_size", 3]));
  g.output("loss", g.add("ReduceSum", [y], { keepdims: 0 }), "float32", []);
  return g.build().model;
}

const failure = (model: ModelProto) =>
  differentiate(model, { loss: "loss", wrt: ["x"] }).then(
    () => undefined,
    (error: unknown) => error as InvalidModelError,
  );

const invalid: Readonly<Record<string, readonly [opType: string, build: Build, reason: string]>> = {
  "an unknown operator": ["Gleu", (g, x) => g.add("Gleu", [x]), "No Op registered for Gleu"],
  "an operator newer than the operator set": ["Gelu", (g, x) => g.add("Gelu", [x]), "domain_version of 17"],
  "a product of shapes that do not fit": [
    "MatMul",
    (g, x) => g.add("MatMul", [x, g.parameter("w", [2, 2])]),
    "Incompatible dimensions",
  ],
  "a sum of shapes that do not fit": [
    "Add",
    (g, x) => g.add("Add", [g.add("Tanh", [x]), g.parameter("b", [2])]),
    "Incompatible dimensions",
  ],
  "a missing attribute": ["Concat", (g, x) => g.add("Concat", [x, x]), "Required attribute 'axis'"],
  "an unknown attribute": ["Softmax", (g, x) => g.add("Softmax", [x], { axes: 1 }), "Unrecognized attribute"],
  "an axis that is none": [
    "Gather",
    (g, x) => g.add("Gather", [x, g.ints(0)], { axis: 5 }),
    "axis must be in",
  ],
  "types that do not fit": ["Add", (g, x) => g.add("Add", [x, g.ints([1])]), "bound to different types"],
  "too many inputs": ["Tanh", (g, x) => g.add("Tanh", [x, x]), "input size 2 not in range"],
  "a type without a kernel": [
    "Erf",
    (g, x) => g.add("Cast", [g.add("Erf", [g.add("Cast", [x], { to: 11 })])], { to: 1 }),
    "Could not find an implementation",
  ],
};

for (const [name, [opType, build, reason]] of Object.entries(invalid))
  test.each(["named", "nameless"])(`${name} is refused with its node: %s`, async (kind) => {
    const model = sumOf(build);
    if (kind === "nameless") for (const node of model.graph?.node ?? []) node.name = "";
    const error = await failure(model);
    expect(error).toBeInstanceOf(InvalidModelError);
    expect(error).toMatchObject({ opType, node: `layer.${opType}` });
    expect(error?.message).toContain(`model that onnxruntime refuses at ${opType} (node layer.${opType}): `);
    expect(error?.message).toContain(reason);
  });

function inDomain(domain: string, opType: string): ModelProto {
  const model = sumOf((g, x) => g.add(opType, [x]));
  for (const node of model.graph?.node ?? []) if (node.opType === opType) node.domain = domain;
  model.opsetImport.push(create(OperatorSetIdProtoSchema, { domain, version: 1n }));
  return model;
}

test("an operator of another domain is named with the domain and its operator set", async () => {
  const error = await failure(inDomain("com.microsoft", "Inverse"));
  expect(error).toBeInstanceOf(MissingGradientRuleError);
  expect(error).toMatchObject({ opType: "com.microsoft.Inverse", node: "layer.Inverse", opset: 1 });
  // It has nothing to do with the operator of that name which has no derivative.
  const unknown = await failure(inDomain("com.microsoft", "Round"));
  expect(unknown).toMatchObject({ opType: "com.microsoft.Round", node: "layer.Round" });
});

test("an operator that another domain does not have is refused with its domain", async () => {
  const error = await failure(inDomain("com.microsoft", "Gleu"));
  expect(error).toMatchObject({ opType: "com.microsoft.Gleu", node: "layer.Gleu" });
});

const refusedGraphs: readonly [reason: string, change: (graph: GraphProto) => void][] = [
  [
    "graph with a cycle, through the node: layer.Neg",
    ({ node }) => node[0]?.input.splice(0, 1, "layer.Tanh"),
  ],
  ["unknown input of layer.Neg, nothing makes it: lost", ({ node }) => node[0]?.input.splice(0, 1, "lost")],
  [
    "output that nothing makes: lost",
    ({ output }) => {
      for (const value of output) value.name = "lost";
    },
  ],
];

test.each(refusedGraphs)("%s", async (reason, change) => {
  const model = sumOf((g, x) => g.add("Tanh", [g.add("Neg", [x])]));
  if (model.graph) change(model.graph);
  expect(await failure(model)).toEqual(new GraphError(reason));
});
