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

/**
 * One graph that is told by `use_cache_branch` what to do, or of two that are for one step each, as Optimum writes them: the
 * first makes the caches, the next reads them, and of the encoder's keys and values gives nothing, or empty ones.
 */
export type DecoderForm = "both" | "first" | "next" | "next with empty outputs";

export function decoderGraph(form: DecoderForm = "both"): TrainableModel {
  const g = new GraphBuilder("decoder");
  const ids = g.input("input_ids", "int64", ["batch_size", "decoder_sequence_length"]);
  const sourceMask = g.input("encoder_attention_mask", "int64", ["batch_size", "encoder_sequence_length"]);
  const words = g.parameter("shared.weight", [vocabulary, dim]);
  const x = g.add("Gather", [words, ids]);

  // Every token sees all that are there: that of a step, and those before it.
  const own = cached(g.module("self"), "decoder", form, x, x, (name, now, past) => {
    const present = { dataType: "float32", shape: shapeOf("total_decoder_sequence_length") } as const;
    return past
      ? g.addAsOutput(name, present, "Concat", [past, now()], { axis: 2 })
      : g.addAsOutput(name, present, "Identity", [now()]);
  });
  const y = g.add("Tanh", [g.add("Add", [x, attention(g, own)])]);

  const fresh = form.startsWith("next") ? "" : encoderStates(g, form);
  const cross = cached(g.module("cross"), "encoder", form, y, fresh, (name, now, past) => {
    const present = { dataType: "float32", shape: shapeOf("encoder_sequence_length_out") } as const;
    if (form === "first") return g.addAsOutput(name, present, "Identity", [now()]);
    if (form === "both") {
      const made = now();
      g.output(name, made, "float32", present.shape);
      return g.add("Concat", [past, made], { axis: 2 });
    }
    if (form !== "next") g.addAsOutput(name, present, "Slice", [past, g.ints([0]), g.ints([0]), g.ints([2])]);
    return past;
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

/** The encoder's states, of which a step with a cache reads none. */
function encoderStates(g: GraphBuilder, form: DecoderForm): string {
  const states = g.input("encoder_hidden_states", "float32", ["batch_size", "encoder_sequence_length", dim]);
  if (form !== "both") return states;
  const end = g.add("Where", [g.input("use_cache_branch", "bool", [1]), g.ints([0]), g.ints([1000])]);
  return g.add("Slice", [states, g.ints([0]), end, g.ints([1])]);
}

const shapeOf = (length: string) => ["batch_size", heads, length, headDim];

function cached(
  g: GraphBuilder,
  side: "encoder" | "decoder",
  form: DecoderForm,
  queries: string,
  keys: string,
  join: (present: string, now: () => string, past: string) => string,
): Parts {
  const project = (name: string, input: string) => {
    const product = g.add("MatMul", [input, g.parameter(`${name}.weight`, [dim, dim])]);
    const split = g.add("Reshape", [product, g.ints([0, -1, heads, headDim])]);
    return g.add("Transpose", [split], { perm: [0, 2, 1, 3] });
  };
  const known = (name: string) => {
    const shape = shapeOf(`past_${side}_sequence_length`);
    const past = form === "first" ? "" : g.input(`past_key_values.0.${side}.${name}`, "float32", shape);
    return join(`present.0.${side}.${name}`, () => project(name, keys), past);
  };
  return { query: project("query", queries), key: known("key"), value: known("value") };
}

function attention(g: GraphBuilder, { query, key, value }: Parts, mask?: string): string {
  const scores = g.add("MatMul", [query, g.add("Transpose", [key], { perm: [0, 1, 3, 2] })]);
  const weights = g.add("Softmax", [mask ? g.add("Add", [scores, mask]) : scores], { axis: -1 });
  const context = g.add("Transpose", [g.add("MatMul", [weights, value])], { perm: [0, 2, 1, 3] });
  return g.add("Reshape", [context, g.ints([0, -1, dim])]);
}
