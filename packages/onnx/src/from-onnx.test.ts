import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create } from "@bufbuild/protobuf";
import { ModelProtoSchema, TensorProtoSchema } from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bindWeights } from "./bind-weights.ts";
import { changed } from "./changed.ts";
import { encodeOnnx } from "./encode-onnx.ts";
import { GraphError } from "./errors.ts";
import { withWeights } from "./exports/with-weights.ts";
import { fromOnnx } from "./from-onnx.ts";
import { differentiate, gradientName } from "./gradients/differentiate.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { made } from "./made-node.ts";
import { readOnnx } from "./read-onnx.ts";
import { storedTensor } from "./stored-tensor.ts";
import { writeOnnx } from "./write-onnx.ts";

let path: string;
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), "from-onnx-")), "model.onnx");
});
afterAll(() => rm(join(path, ".."), { recursive: true }));

/** loss = mean((x wᵀ + b)² · 2), exported: w is raw bytes, b a list of floats. */
async function exported() {
  const g = new GraphBuilder("line");
  const x = g.input("x", "float32", ["batch_size", 3]);
  const w = g.add("Transpose", [g.parameter("dense.weight", [2, 3])], { perm: [1, 0] });
  const y = g.add("Add", [g.add("MatMul", [x, w]), g.parameter("dense.bias", [2])]);
  const scaled = g.add("Mul", [g.add("Mul", [y, y]), g.scalar(2)]);
  g.output("loss", g.add("ReduceMean", [scaled], { keepdims: 0 }), "float32", []);
  const tensors = new Map([
    ["dense.weight", storedTensor("F32", [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6))],
    ["dense.bias", storedTensor("F32", [2], Float32Array.of(1, 1))],
  ]);
  const model = await bindWeights(g.build(), tensors);
  const initializer = model.graph?.initializer.map((tensor) =>
    tensor.name === "dense.bias"
      ? create(TensorProtoSchema, { name: tensor.name, dims: [2n], dataType: 1, floatData: [1, 1] })
      : tensor,
  );
  return create(ModelProtoSchema, { ...model, graph: { ...model.graph, initializer } as typeof model.graph });
}

test("weights become inputs with their names and values; the loss stays what it was, and has gradients", async () => {
  await writeOnnx(path, await exported());
  const { network, weights } = fromOnnx(await readOnnx(path));
  expect([...network.parameters]).toEqual([
    ["dense.weight", [2, 3]],
    ["dense.bias", [2]],
  ]);
  expect([...(weights.get("dense.weight") ?? [])]).toEqual([1, 2, 3, 4, 5, 6]);
  expect([...(weights.get("dense.bias") ?? [])]).toEqual([1, 1]);

  const x = new Tensor("float32", [1, 0, 2], [1, 3]);
  const feeds = {
    x,
    ...Object.fromEntries(
      [...weights].map(([name, values]) => [
        name,
        new Tensor(values, [...(network.parameters.get(name) ?? [])]),
      ]),
    ),
  };
  const wrt = [...weights.keys()];
  const differentiated = await InferenceSession.create(
    encodeOnnx(await differentiate(network.model, { loss: "loss", wrt })),
  );
  const outputs = await differentiated.run(feeds);
  // y = [8, 17]; the loss is their mean square, twice; its gradient with respect to b is 2 y.
  expect(outputs.loss?.data).toEqual(Float32Array.of(64 + 289));
  expect(outputs[gradientName("dense.bias")]?.data).toEqual(Float32Array.of(16, 34));
});

test("memory is taken from where the caller says, and the given model stays as it is", async () => {
  const model = await exported();
  const asked: string[] = [];
  const { weights } = fromOnnx(model, {
    allocate(elementCount, name) {
      asked.push(`${name}: ${elementCount}`);
      return new Float32Array(new SharedArrayBuffer(4 * elementCount));
    },
  });
  expect(asked).toEqual(["dense.weight: 6", "dense.bias: 2"]);
  expect(weights.get("dense.weight")?.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(model.graph?.initializer.map(({ name }) => name)).toContain("dense.weight");
});

test("weights in Constant nodes, as Paddle exports them, are weights, and go back there", async () => {
  const model = await exported();
  const { graph } = model;
  const constants = (graph?.initializer ?? []).map((t) => {
    const node = made("Constant", [], t.name, { value: 0 });
    return changed(node, { attribute: node.attribute.map((each) => changed(each, { t, type: 4 })) });
  });
  const node = [...constants, ...(graph?.node ?? [])];
  const given = changed(model, { graph: graph && changed(graph, { node, initializer: [] }) });
  const { network, weights } = fromOnnx(given);
  expect([...network.parameters.keys()]).toEqual(["dense.weight", "dense.bias"]);
  expect([...(weights.get("dense.bias") ?? [])]).toEqual([1, 1]);
  const saved = withWeights(given, new Map([["dense.bias", Float32Array.of(2, 3)]]));
  expect(saved.graph?.initializer).toEqual([]);
  expect([...(fromOnnx(saved).weights.get("dense.bias") ?? [])]).toEqual([2, 3]);
});

test("a model without float32 weights is refused", () => {
  const g = new GraphBuilder("no-weights");
  g.output("y", g.add("Mul", [g.input("x", "float32", [1]), g.scalar(2)]), "float32", [1]);
  expect(() => fromOnnx(g.build().model)).toThrow(GraphError);
});
