// A GPT-2 with the cache that transformers.js feeds, written for tests and benches: this package takes any decoder graph.

import { float, GraphBuilder, type TrainableModel } from "@llm-course/onnx";

export interface Gpt2Sizes {
  readonly vocab_size: number;
  readonly n_positions: number;
  readonly n_embd: number;
  readonly n_layer: number;
  readonly n_head: number;
}

export interface Gpt2Form {
  /** Whether the graph has the input `num_logits_to_keep`; without it, it gives the logits of all positions. */
  readonly keepsLogits?: boolean;
  /** Without a cache to read, it makes one of a prompt, as Optimum's `decoder_model.onnx`. */
  readonly hasPast?: boolean;
  /** Where positions come from: those of each row, or of all. */
  readonly positions?: "position_ids" | "cache_position";
}

export function gpt2Graph(
  sizes: Gpt2Sizes,
  { keepsLogits = true, hasPast = true, positions: source = "position_ids" }: Gpt2Form = {},
): TrainableModel {
  const { vocab_size, n_positions, n_embd: dim, n_layer, n_head: heads } = sizes;
  const g = new GraphBuilder("gpt2");
  const ids = g.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const attentionMask = g.input("attention_mask", "int64", ["batch_size", "total_sequence_length"]);
  const placed = ["batch_size", "sequence_length"].slice(source === "position_ids" ? 0 : 1);
  const positions = g.input(source, "int64", placed);
  const mask = additiveMask(g, ids, attentionMask);

  const words = g.parameter("wte.weight", [vocab_size, dim]);
  const places = g.parameter("wpe.weight", [n_positions, dim]);
  let x = g.add("Add", [g.add("Gather", [words, ids]), g.add("Gather", [places, positions])]);
  for (let i = 0; i < n_layer; i++) {
    const layer = g.module("h").module(i);
    const normed = norm(layer.module("ln_1"), x, dim);
    const attended = attention(layer.module("attn"), normed, mask, { heads, dim, layer: i, hasPast });
    x = layer.add("Add", [x, attended]);
    const mlp = layer.module("mlp");
    const wide = gelu(mlp, dense(mlp.module("c_fc"), norm(layer.module("ln_2"), x, dim), dim, 4 * dim));
    x = layer.add("Add", [x, dense(mlp.module("c_proj"), wide, 4 * dim, dim)]);
  }
  let last = norm(g.module("ln_f"), x, dim);
  if (keepsLogits) {
    const count = g.add("Unsqueeze", [g.input("num_logits_to_keep", "int64", []), g.ints([0])]);
    const bounds = [g.add("Neg", [count]), g.ints([n_positions]), g.ints([1])];
    last = g.add("Slice", [last, ...bounds]);
  }
  const logits = g.add("MatMul", [last, g.add("Transpose", [words], { perm: [1, 0] })]);
  g.output("logits", logits, "float32", ["batch_size", "num_logits", vocab_size]);
  return g.build();
}

function additiveMask(g: GraphBuilder, ids: string, attentionMask: string): string {
  const size = (x: string) => g.add("Squeeze", [g.add("Shape", [x], { start: 1, end: 2 })]);
  const range = (start: string) => g.add("Range", [start, size(attentionMask), g.ints(1)]);
  const rows = g.add("Unsqueeze", [
    range(g.add("Sub", [size(attentionMask), size(ids)])), //
    g.ints([1]),
  ]);
  const isToken = g.add("Greater", [g.add("Unsqueeze", [attentionMask, g.ints([1, 2])]), g.ints(0)]);
  const visible = g.add("And", [g.add("LessOrEqual", [range(g.ints(0)), rows]), isToken]);
  return g.add("Where", [visible, g.scalar(0), g.scalar(-1e9)]);
}

function attention(
  g: GraphBuilder,
  x: string,
  mask: string,
  { heads, dim, layer: i, hasPast }: { heads: number; dim: number; layer: number; hasPast: boolean },
): string {
  const headDim = dim / heads;
  const perHead = (part: string) =>
    g.add("Transpose", [g.add("Reshape", [part, g.ints([0, 0, heads, headDim])])], { perm: [0, 2, 1, 3] });
  const parts = g.addMany("Split", [dense(g.module("c_attn"), x, dim, 3 * dim)], 3, { axis: -1 });
  const [query, key, value] = parts.map(perHead) as [string, string, string];
  const cached = (name: string, now: string) => {
    const shape = (length: string) => ["batch_size", heads, length, headDim];
    const present = { dataType: "float32", shape: shape("total_sequence_length") } as const;
    if (!hasPast) return g.addAsOutput(`present.${i}.${name}`, present, "Identity", [now]);
    const past = g.input(`past_key_values.${i}.${name}`, "float32", shape("past_sequence_length"));
    return g.addAsOutput(`present.${i}.${name}`, present, "Concat", [past, now], { axis: 2 });
  };
  const keys = g.add("Transpose", [cached("key", key)], { perm: [0, 1, 3, 2] });
  const scores = g.add("Div", [g.add("MatMul", [query, keys]), g.scalar(Math.sqrt(headDim))]);
  const probabilities = g.add("Softmax", [g.add("Add", [scores, mask])], { axis: -1 });
  const context = g.add("MatMul", [probabilities, cached("value", value)]);
  const merged = g.add("Transpose", [context], { perm: [0, 2, 1, 3] });
  return dense(g.module("c_proj"), g.add("Reshape", [merged, g.ints([0, 0, dim])]), dim, dim);
}

function dense(g: GraphBuilder, x: string, inputs: number, outputs: number): string {
  const product = g.add("MatMul", [x, g.parameter("weight", [inputs, outputs])]);
  return g.add("Add", [product, g.parameter("bias", [outputs])]);
}

function norm(g: GraphBuilder, x: string, dim: number): string {
  const [scale, bias] = [g.parameter("weight", [dim]), g.parameter("bias", [dim])];
  return g.add("LayerNormalization", [x, scale, bias], { axis: -1, epsilon: float(1e-5) });
}

function gelu(g: GraphBuilder, x: string): string {
  const cubic = g.add("Mul", [g.add("Pow", [x, g.scalar(3)]), g.scalar(0.044715)]);
  const inner = g.add("Mul", [g.add("Add", [x, cubic]), g.scalar(Math.sqrt(2 / Math.PI))]);
  const half = g.add("Mul", [x, g.scalar(0.5)]);
  return g.add("Mul", [half, g.add("Add", [g.add("Tanh", [inner]), g.scalar(1)])]);
}
