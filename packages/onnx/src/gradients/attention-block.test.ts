// Two post-norm attention blocks over token embeddings, with a mask and a classification loss: the operators
// of a BERT fine-tuning step together, every parameter's gradient against finite differences.

import { test } from "vitest";
import { float } from "../attribute.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import {
  expectFiniteDifferences,
  index,
  positive,
  type RandomInput,
  real,
} from "./finite-differences.fixture.ts";

const [vocabulary, dim, heads, wide, labels, layers] = [5, 4, 2, 6, 3, 2] as const;

test("every parameter of two attention blocks has the gradient of finite differences", async () => {
  await expectFiniteDifferences("attention", { inputs, build });
}, 60_000);

const inputs: Record<string, RandomInput> = {
  input_ids: index(0, vocabulary - 1, "batch_size", "sequence_length"),
  // Per token, so that every sequence has tokens that are seen and tokens that are not.
  attention_mask: index(0, 1, "batch_size", "sequence_length"),
  labels: index(0, labels - 1, "batch_size", 1),
  embeddings: real(vocabulary, dim),
  ...Object.assign({}, ...[...Array(layers).keys()].map(layerInputs)),
  "classifier.weight": real(labels, dim),
  "classifier.bias": real(labels),
};

function layerInputs(i: number): Record<string, RandomInput> {
  const linear = (name: string, into: number, out: number) => ({
    [`${i}.${name}.weight`]: real(out, into),
    [`${i}.${name}.bias`]: real(out),
  });
  const norm = (name: string) => ({
    [`${i}.${name}.weight`]: positive(dim),
    [`${i}.${name}.bias`]: real(dim),
  });
  return {
    ...linear("query", dim, dim),
    [`${i}.key.weight`]: real(dim, dim),
    ...linear("value", dim, dim),
    ...linear("output", dim, dim),
    ...norm("attention_norm"),
    ...linear("up", dim, wide),
    ...linear("down", wide, dim),
    ...norm("norm"),
  };
}

/** The cross entropy of each sequence, [batch_size, 1]. */
function build(g: GraphBuilder): string {
  const seen = g.add("Cast", [g.add("Unsqueeze", ["attention_mask", g.ints([1, 2])])], { to: 11 });
  const mask = g.add("Mul", [g.add("Sub", [seen, g.scalar(1, "float64")]), g.scalar(10, "float64")]);
  let hidden = g.add("Gather", ["embeddings", "input_ids"]);
  for (let i = 0; i < layers; i++) hidden = layer(g, i, hidden, mask);
  const first = g.add("Gather", [hidden, g.ints(0)], { axis: 1 });
  const logits = g.add("Gemm", [first, "classifier.weight", "classifier.bias"], { transB: 1 });
  return g.add("Neg", [g.add("GatherElements", [g.add("LogSoftmax", [logits]), "labels"], { axis: 1 })]);
}

function layer(g: GraphBuilder, i: number, x: string, mask: string): string {
  const linear = (name: string, value: string) => g.add("Add", [project(name, value), `${i}.${name}.bias`]);
  // A key's bias adds the same to all scores of a query, so its gradient is 0 and it is left out.
  const project = (name: string, value: string) =>
    g.add("MatMul", [value, g.add("Transpose", [`${i}.${name}.weight`], { perm: [1, 0] })]);
  const norm = (name: string, value: string) =>
    g.add("LayerNormalization", [value, `${i}.${name}.weight`, `${i}.${name}.bias`], {
      epsilon: float(1e-12),
    });
  const split = (value: string, perm: number[]) =>
    g.add("Transpose", [g.add("Reshape", [value, g.ints([0, 0, heads, dim / heads])])], { perm });

  const query = split(linear("query", x), [0, 2, 1, 3]);
  const key = split(project("key", x), [0, 2, 3, 1]);
  const scores = g.add("Div", [g.add("MatMul", [query, key]), g.scalar(Math.sqrt(dim / heads), "float64")]);
  const probabilities = g.add("Softmax", [g.add("Add", [scores, mask])]);
  const context = g.add("MatMul", [probabilities, split(linear("value", x), [0, 2, 1, 3])]);
  const merged = g.add("Reshape", [
    g.add("Transpose", [context], { perm: [0, 2, 1, 3] }),
    g.ints([0, 0, dim]),
  ]);
  const attended = norm("attention_norm", g.add("Add", [linear("output", merged), x]));

  const up = linear("up", attended);
  // Gelu with tanh, as GPT-2 has it: onnxruntime has no Erf for float64.
  const cubic = g.add("Mul", [g.add("Pow", [up, g.scalar(3, "float64")]), g.scalar(0.044715, "float64")]);
  const inner = g.add("Mul", [g.add("Add", [up, cubic]), g.scalar(Math.sqrt(2 / Math.PI), "float64")]);
  const half = g.add("Mul", [up, g.scalar(0.5, "float64")]);
  const gelu = g.add("Mul", [half, g.add("Add", [g.add("Tanh", [inner]), g.scalar(1, "float64")])]);
  return norm("norm", g.add("Add", [linear("down", gelu), attended]));
}
