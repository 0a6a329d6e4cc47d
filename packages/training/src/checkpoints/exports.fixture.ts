// Graphs as exporters write them: a decoder of onnxruntime-genai with weights of 4 bits, and Optimum's pair of an encoder
// and a decoder whose two forms, with a cache and without, are branches of one If.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { create } from "@bufbuild/protobuf";
import {
  changed,
  dataTypes,
  GraphBuilder,
  type ModelProto,
  type TensorProto,
  writeOnnx,
} from "@llm-course/onnx";
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from "onnx-buf";
import { normalNumbers, uniformNumbers } from "../architectures/normal-numbers.ts";

const { FLOAT, UINT8 } = TensorProto_DataType;

/** A float32 initializer, normal with a deviation of 0.3. */
function weight(g: GraphBuilder, name: string, dims: readonly number[], mean = 0): string {
  const number = normalNumbers(1, name);
  const values = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, () => mean + 0.3 * number());
  const rawData = new Uint8Array(values.buffer);
  return g.constant(create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: FLOAT, rawData }));
}

/** A product with a weight of 4 bits in blocks of 16, [inFeatures, outFeatures]. */
function matMulNBits(g: GraphBuilder, x: string, module: string, k: number, n: number): string {
  const number = uniformNumbers(1, module);
  const count = k / 16;
  const rawData = Uint8Array.from({ length: n * count * 8 }, () => Math.floor(256 * number()));
  const name = `${module}.MatMul.weight_Q4`;
  const dims = [n, count, 8].map(BigInt);
  const packed = g.constant(create(TensorProtoSchema, { name, dims, dataType: UINT8, rawData }));
  const scales = Float32Array.from({ length: n * count }, () => 0.02 + 0.04 * number());
  const fields = { name: `${module}.MatMul.weight_scales`, dims: [BigInt(n * count)], dataType: FLOAT };
  const scale = g.constant(create(TensorProtoSchema, { ...fields, rawData: new Uint8Array(scales.buffer) }));
  return g.add("com.microsoft.MatMulNBits", [x, packed, scale], { K: k, N: n, bits: 4, block_size: 16 });
}

const dim = 32;
export const vocabSize = 20;

/** A Llama of one layer: 2 heads of queries, 1 of keys and values, each of 16. */
export function genaiDecoder(): ModelProto {
  const g = new GraphBuilder("main_graph");
  const ids = g.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const mask = g.input("attention_mask", "int64", ["batch_size", "total_sequence_length"]);
  const cacheShape = ["batch_size", 1, "past_sequence_length", 16];
  const past = ["key", "value"].map((part) => g.input(`past_key_values.0.${part}`, "float32", cacheShape));
  const int32 = (value: string) => g.add("Cast", [value], { to: 6 });
  const lengths = int32(
    g.add("Sub", [g.add("ReduceSum", [mask, g.ints([1])], { keepdims: 0 }), g.ints([1])]),
  );
  const total = int32(g.add("Gather", [g.add("Shape", [mask]), g.ints(1)]));

  const embedded = g.add("Gather", [weight(g, "model.embed_tokens.weight", [vocabSize, dim]), ids]);
  const layer = "model.layers.0";
  const norm = weight(g, `${layer}.input_layernorm.weight`, [dim], 1);
  const normed = g.add("SimplifiedLayerNormalization", [embedded, norm], { axis: -1 });
  const project = (name: string, size: number) =>
    matMulNBits(g, normed, `${layer}.attn.${name}_proj`, dim, size);
  const qkv = [project("q", 32), project("k", 16), project("v", 16)];
  const tables = ["cos_cache", "sin_cache"].map((name) => weight(g, name, [64, 8]));
  const [attended = "", ...present] = g.addMany(
    "com.microsoft.GroupQueryAttention",
    [...qkv, ...past, lengths, total, ...tables],
    3,
    { num_heads: 2, kv_num_heads: 1, do_rotary: 1 },
  );
  const skip = (x: string, residual: string, name: string) => {
    const scale = weight(g, `${name}.weight`, [dim], 1);
    return g.addMany("com.microsoft.SkipSimplifiedLayerNormalization", [residual, x, scale], 4);
  };
  const mixed = matMulNBits(g, attended, `${layer}.attn.o_proj`, dim, dim);
  const [middle = "", , , sum = ""] = skip(mixed, embedded, `${layer}.post_attention_layernorm`);
  const gate = matMulNBits(g, middle, `${layer}.mlp.gate_proj`, dim, 48);
  const up = matMulNBits(g, middle, `${layer}.mlp.up_proj`, dim, 48);
  const active = g.add("Mul", [g.add("Mul", [gate, g.add("Sigmoid", [gate])]), up]);
  const down = matMulNBits(g, active, `${layer}.mlp.down_proj`, 48, dim);
  const [last = ""] = skip(down, sum, "model.layers.1.final_norm_layernorm");
  g.output("logits", matMulNBits(g, last, "lm_head", dim, vocabSize), "float32", [
    "batch_size",
    "sequence_length",
    vocabSize,
  ]);
  for (const [i, part] of ["key", "value"].entries())
    g.output(`present.0.${part}`, present[i] ?? "", "float32", [
      "batch_size",
      1,
      "total_sequence_length",
      16,
    ]);
  return g.build().model;
}

/** An encoder of one layer, and the decoder that reads it. */
export function optimumPair(): { encoder: ModelProto; decoder: ModelProto } {
  return { encoder: encoder(), decoder: merged(decoder(false), decoder(true)) };
}

/** The same with one decoder for each step, as files: what has no name in the model has another in each. */
export function optimumTriple(): Readonly<Record<string, ModelProto>> {
  const first = decoder(false);
  const next = decoder(true).graph as GraphProto;
  const others = new Map([["onnx::MatMul_20", "onnx::MatMul_10"]]);
  const rename = (name: string) => others.get(name) ?? name;
  const graph = changed(next, {
    node: next.node.map((node) => changed(node, { input: node.input.map(rename) })),
    initializer: next.initializer.map((each) => changed(each, { name: rename(each.name) })),
    input: next.input.filter(({ name }) => name !== "encoder_hidden_states"),
    output: next.output.filter(({ name }) => name === "logits"),
  });
  const names = new Set(["past_key_values.0.encoder.key"]);
  const input = (first.graph?.input ?? []).filter(({ name }) => !names.has(name));
  return {
    "encoder_model.onnx": encoder(),
    "decoder_model.onnx": changed(first, { graph: first.graph && changed(first.graph, { input }) }),
    "decoder_with_past_model.onnx": changed(first, { graph }),
  };
}

function encoder(): ModelProto {
  const g = new GraphBuilder("encoder");
  const ids = g.input("input_ids", "int64", ["batch_size", "encoder_sequence_length"]);
  const mask = g.input("attention_mask", "int64", ["batch_size", "encoder_sequence_length"]);
  const embedded = g.add("Gather", [weight(g, "shared.weight", [vocabSize, dim]), ids]);
  const dense = g.add("Tanh", [g.add("MatMul", [embedded, weight(g, "onnx::MatMul_10", [dim, dim])])]);
  const shown = g.add("Unsqueeze", [g.add("Cast", [mask], { to: dataTypes.float32 }), g.ints([-1])]);
  const states = g.add("Mul", [g.add("Add", [embedded, dense]), shown]);
  g.output("last_hidden_state", states, "float32", ["batch_size", "encoder_sequence_length", dim]);
  return g.build().model;
}

const cacheShape = ["batch_size", "encoder_sequence_length_out", dim];

/** One form of the decoder: keys of the encoder's states are computed, or read from the cache. */
function decoder(hasCache: boolean): ModelProto {
  const g = new GraphBuilder("decoder");
  const encoderMask = g.input("encoder_attention_mask", "int64", ["batch_size", "encoder_sequence_length"]);
  const ids = g.input("input_ids", "int64", ["batch_size", "decoder_sequence_length"]);
  const states = g.input("encoder_hidden_states", "float32", ["batch_size", "encoder_sequence_length", dim]);
  const past = g.input("past_key_values.0.encoder.key", "float32", cacheShape);
  const table = weight(g, "shared.weight", [vocabSize, dim]);
  const x = g.add("Gather", [table, ids]);
  const keys = hasCache
    ? g.add("Identity", [past])
    : g.add("MatMul", [states, weight(g, "onnx::MatMul_10", [dim, dim])]);
  const queries = g.add("MatMul", [x, weight(g, "onnx::MatMul_20", [dim, dim])]);
  const hidden = g.add("Sub", [g.add("Cast", [encoderMask], { to: dataTypes.float32 }), g.scalar(1)]);
  const bias = g.add("Unsqueeze", [g.add("Mul", [hidden, g.scalar(1e4)]), g.ints([1])]);
  const scores = g.add("Add", [
    g.add("MatMul", [queries, g.add("Transpose", [keys], { perm: [0, 2, 1] })]),
    bias,
  ]);
  const mixed = g.add("MatMul", [g.add("Softmax", [scores], { axis: -1 }), keys]);
  const sum = g.add("Add", [x, g.add("Tanh", [mixed])]);
  const logits = g.add("MatMul", [sum, weight(g, "lm_head.weight", [dim, vocabSize])]);
  g.output("logits", logits, "float32", ["batch_size", "decoder_sequence_length", vocabSize]);
  g.output("present.0.encoder.key", keys, "float32", cacheShape);
  return g.build().model;
}

/** The two forms as branches of an If on `use_cache_branch`, with the weights of both outside. */
function merged(withoutPast: ModelProto, withPast: ModelProto): ModelProto {
  const branches = { then_branch: withPast, else_branch: withoutPast };
  const graphs = [withoutPast, withPast].map((model) => model.graph as GraphProto);
  const initializers = new Map<string, TensorProto>();
  for (const graph of graphs) for (const tensor of graph.initializer) initializers.set(tensor.name, tensor);
  const attribute = Object.entries(branches).map(([name, { graph }]) => {
    const g = create(GraphProtoSchema, { name, node: graph?.node ?? [], output: graph?.output ?? [] });
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.GRAPH, g });
  });
  const [first] = graphs as [GraphProto];
  const names = first.output.map(({ name }) => name);
  const node = create(NodeProtoSchema, {
    name: "optimum::if",
    opType: "If",
    input: ["use_cache_branch"],
    output: names,
    attribute,
  });
  const tensorType = {
    elemType: TensorProto_DataType.BOOL,
    shape: { dim: [{ value: { case: "dimValue" as const, value: 1n } }] },
  };
  const type = create(TypeProtoSchema, { value: { case: "tensorType", value: tensorType } });
  const input = [...first.input, create(ValueInfoProtoSchema, { name: "use_cache_branch", type })];
  const graph = changed(first, { node: [node], input, initializer: [...initializers.values()] });
  return changed(withoutPast, { graph });
}

/** A decoder whose head is quantised as bitsandbytes does. */
export function bnb4Decoder(): ModelProto {
  const g = new GraphBuilder("bnb4");
  const ids = g.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const embedded = g.add("Gather", [weight(g, "embeddings", [vocabSize, 16]), ids]);
  const fields = { name: "weight_Bnb4", dims: [160n], dataType: UINT8, rawData: new Uint8Array(160) };
  const inputs = [embedded, g.constant(create(TensorProtoSchema, fields)), weight(g, "absmax", [20], 1)];
  const attributes = { K: 16, N: vocabSize, block_size: 16, quant_type: 1 };
  const logits = g.add("com.microsoft.MatMulBnb4", inputs, attributes);
  g.output("logits", logits, "float32", ["batch_size", "sequence_length", vocabSize]);
  return g.build().model;
}

/** A decoder with a head for each of two rates, in the style of torch.jit: an If, with weights in its branches. */
export function scriptedDecoder(): ModelProto {
  const g = new GraphBuilder("scripted");
  const ids = g.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const embedded = g.add("Gather", [weight(g, "embeddings", [vocabSize, 16]), ids]);
  const isFast = g.add("Equal", [g.input("sr", "int64", []), g.ints(16000)]);
  const branch = (name: string) => {
    const made = new GraphBuilder(name);
    weight(made, `${name}.weight`, [16, vocabSize]);
    const initializer = made.build().model.graph?.initializer ?? [];
    const input = [embedded, `${name}.weight`];
    const node = [create(NodeProtoSchema, { opType: "MatMul", input, output: [`${name}.logits`] })];
    return create(GraphProtoSchema, { name, node, initializer, output: [{ name: `${name}.logits` }] });
  };
  const branches = { then_branch: branch("fast"), else_branch: branch("slow") };
  const logits = g.add("If", [isFast], branches);
  g.output("logits", logits, "float32", ["batch_size", "sequence_length", vocabSize]);
  return g.build().model;
}

/** Writes a folder as transformers.js reads it. */
export async function writeExport(
  folder: string,
  config: object,
  files: Readonly<Record<string, ModelProto>>,
): Promise<void> {
  await mkdir(join(folder, "onnx"), { recursive: true });
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  for (const [name, model] of Object.entries(files)) await writeOnnx(join(folder, "onnx", name), model);
}
