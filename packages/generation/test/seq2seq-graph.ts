// A small encoder and decoder in the layout that transformers.js loads as a T5, written for tests: one layer of
// attention each, with cross attention whose keys and values are outputs of the first step only, as in graphs of Optimum.

import { GraphBuilder, type TrainableModel } from "@llm-course/onnx";

export const sizes = { vocab_size: 29, d_model: 8, num_heads: 2, d_kv: 4 };
const { vocab_size: vocabulary, d_model: dim, num_heads: heads, d_kv: headDim } = sizes;

export const seq2seqConfig = {
  ...sizes,
  model_type: "t5",
  architectures: ["T5ForConditionalGeneration"],
  is_encoder_decoder: true,
  num_layers: 1,
  num_decoder_layers: 1,
  relative_attention_num_buckets: 32,
  n_positions: 4,
  decoder_start_token_id: 0,
  eos_token_id: 1,
  pad_token_id: 0,
};

/** input_ids and attention_mask to last_hidden_state: each token's embedding, and the mean of all. */
export function encoderGraph(): TrainableModel {
  const g = new GraphBuilder("encoder");
  const tokens = ["batch_size", "encoder_sequence_length"];
  const ids = g.input("input_ids", "int64", tokens);
  const mask = g.add("Cast", [g.input("attention_mask", "int64", tokens)], { to: 1 });
  const counts = g.add("Unsqueeze", [mask, g.ints([2])]);
  const words = g.add("Mul", [
    g.add("Gather", [g.parameter("shared.weight", [vocabulary, dim]), ids]),
    counts,
  ]);
  const sum = g.add("ReduceSum", [words, g.ints([1])]);
  const mean = g.add("Div", [sum, g.add("ReduceSum", [counts, g.ints([1])])]);
  g.output("last_hidden_state", g.add("Tanh", [g.add("Add", [words, mean])]), "float32", [...tokens, dim]);
  return g.build();
}

export function decoderGraph(): TrainableModel {
  const g = new GraphBuilder("decoder");
  const ids = g.input("input_ids", "int64", ["batch_size", "decoder_sequence_length"]);
  const sourceMask = g.input("encoder_attention_mask", "int64", ["batch_size", "encoder_sequence_length"]);
  const states = g.input("encoder_hidden_states", "float32", ["batch_size", "encoder_sequence_length", dim]);
  const branch = g.input("use_cache_branch", "bool", [1]);
  const words = g.parameter("shared.weight", [vocabulary, dim]);
  const x = g.add("Gather", [words, ids]);

  // Every token sees all that are there: that of a step, and those before it.
  const own = cached(g.module("self"), "decoder", x, x, (name, past, now) => {
    const shape = ["batch_size", heads, "total_decoder_sequence_length", headDim];
    return g.addAsOutput(name, { dataType: "float32", shape }, "Concat", [past, now], { axis: 2 });
  });
  const y = g.add("Tanh", [g.add("Add", [x, attention(g, own)])]);

  const end = g.add("Where", [branch, g.ints([0]), g.ints([1000])]);
  const fresh = g.add("Slice", [states, g.ints([0]), end, g.ints([1])]);
  const cross = cached(g.module("cross"), "encoder", y, fresh, (name, past, now) => {
    g.output(name, now, "float32", ["batch_size", heads, "encoder_sequence_length_out", headDim]);
    return g.add("Concat", [past, now], { axis: 2 });
  });
  const lowest = g.add("Gather", [g.floats([-1e9, 0]), g.add("Unsqueeze", [sourceMask, g.ints([1, 2])])]);
  const z = g.add("Add", [y, attention(g, cross, lowest)]);
  const logits = g.add("MatMul", [z, g.parameter("lm_head.weight", [dim, vocabulary])]);
  g.output("logits", logits, "float32", ["batch_size", "decoder_sequence_length", vocabulary]);
  return g.build();
}

interface Parts {
  readonly query: string;
  readonly key: string;
  readonly value: string;
}

function cached(
  g: GraphBuilder,
  side: "encoder" | "decoder",
  queries: string,
  keys: string,
  join: (present: string, past: string, now: string) => string,
): Parts {
  const project = (name: string, input: string) => {
    const product = g.add("MatMul", [input, g.parameter(`${name}.weight`, [dim, dim])]);
    const split = g.add("Reshape", [product, g.ints([0, -1, heads, headDim])]);
    return g.add("Transpose", [split], { perm: [0, 2, 1, 3] });
  };
  const known = (name: string) => {
    const shape = ["batch_size", heads, `past_${side}_sequence_length`, headDim];
    const past = g.input(`past_key_values.0.${side}.${name}`, "float32", shape);
    return join(`present.0.${side}.${name}`, past, project(name, keys));
  };
  return { query: project("query", queries), key: known("key"), value: known("value") };
}

function attention(g: GraphBuilder, { query, key, value }: Parts, mask?: string): string {
  const scores = g.add("MatMul", [query, g.add("Transpose", [key], { perm: [0, 1, 3, 2] })]);
  const weights = g.add("Softmax", [mask ? g.add("Add", [scores, mask]) : scores], { axis: -1 });
  const context = g.add("Transpose", [g.add("MatMul", [weights, value])], { perm: [0, 2, 1, 3] });
  return g.add("Reshape", [context, g.ints([0, -1, dim])]);
}
