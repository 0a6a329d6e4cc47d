import { toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { encodeOnnx } from "../encode-onnx.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { withCanonicalNames } from "./canonical-names.ts";

/** clip(x W, low, nothing): with an input left out, a constant, and a size that the run tells. */
function block(name: string, low = 0) {
  const g = new GraphBuilder(name).module(name);
  const x = g.input(`${name}.x`, "float32", [`${name}.rows`, 2]);
  const product = g.add("MatMul", [x, g.parameter("weight", [2, 2])]);
  g.annotate(product, "float32", [`${name}.rows`, 2]);
  g.output(`${name}.y`, g.add("Clip", [product, g.scalar(low), ""]), "float32", [`${name}.rows`, 2]);
  return g.build().model;
}

const bytesOf = (model: ReturnType<typeof block>) =>
  toBinary(ModelProtoSchema, withCanonicalNames(model).model);

test("graphs that differ in names alone have the same bytes, and others do not", () => {
  expect(bytesOf(block("first"))).toEqual(bytesOf(block("second")));
  expect(bytesOf(block("first", 1))).not.toEqual(bytesOf(block("second")));
});

test("the graph computes the same under the names that are given", async () => {
  const { model, names } = withCanonicalNames(block("first"));
  const session = await InferenceSession.create(encodeOnnx(model));
  const name = (known: string) => names.get(known) as string;
  const results = await session.run({
    [name("first.x")]: new Tensor("float32", [1, 2], [1, 2]),
    [name("first.weight")]: new Tensor("float32", [1, -3, 1, 1], [2, 2]),
  });
  await session.release();
  expect(results[name("first.y")]?.data).toEqual(Float32Array.of(3, 0));
});

test("a graph with graphs in its nodes stays as it is", () => {
  const inner = new GraphBuilder("inner");
  inner.output("z", inner.add("Neg", [inner.input("y", "float32", [2])]), "float32", [2]);
  const g = new GraphBuilder("outer");
  const body = inner.build().model.graph;
  if (!body) throw new Error("no graph");
  g.output(
    "loss",
    g.add("Scan", [g.input("x", "float32", [3, 2])], { body, num_scan_inputs: 1 }),
    "float32",
    [3, 2],
  );
  const { model } = g.build();
  expect(withCanonicalNames(model)).toEqual({ model, names: new Map() });
});
