import { type AttributeValue, float } from "../../attribute.ts";
import { type Case, index, real } from "../../gradients/finite-differences.fixture.ts";
import type { GraphBuilder } from "../../graph-builder.ts";
import { type ContribCases, joined, node, sizeOf, toInt32, tokens } from "./contrib.fixture.ts";

const rotaryTables = { cos: real(12, 4), sin: real(12, 4) };

export const rotaryCases: Readonly<Record<string, ContribCases>> = {
  "com.microsoft.RotaryEmbedding": {
    "halves, packed heads": node("com.microsoft.RotaryEmbedding", {
      ...{ x: real(...tokens, 16), ids: index(0, 9, ...tokens), ...rotaryTables },
    }),
    "interleaved, by head": node(
      "com.microsoft.RotaryEmbedding",
      { x: real("batch_size", 2, "sequence_length", 8), ids: index(0, 9, ...tokens), ...rotaryTables },
      { attributes: { interleaved: 1 } },
    ),
    "one position for the first token": node("com.microsoft.RotaryEmbedding", {
      ...{ x: real("batch_size", 2, "sequence_length", 8), ids: index(2, 2, 1), ...rotaryTables },
    }),
    "a part of each head": node(
      "com.microsoft.RotaryEmbedding",
      { x: real(...tokens, 24), ids: index(0, 9, ...tokens), ...rotaryTables },
      { attributes: { num_heads: 2, rotary_embedding_dim: 8 } },
    ),
  },
};

const query = { q: real(...tokens, 16), k: real(...tokens, 16), v: real(...tokens, 16) };
const past = { pastKey: real("batch_size", 2, 3, 8), pastValue: real("batch_size", 2, 3, 8) };

/** A node whose mask is int32, as a case with int64. */
function withMask(
  opType: string,
  inputs: Case["inputs"],
  order: readonly string[],
  options: { attributes?: Readonly<Record<string, AttributeValue>>; outputs?: number } = {},
): Case {
  const { attributes = {}, outputs = 1 } = options;
  return {
    ...{ inputs, float32: true },
    build: (g) => {
      const mask = toInt32(g, "mask");
      const given = order.map((name) => (name === "mask" ? mask : name));
      return joined(g, g.addMany(opType, given, outputs, { num_heads: 2, ...attributes }));
    },
  };
}

const multiHead = "com.microsoft.MultiHeadAttention";
const attention = "com.microsoft.Attention";
const projection = { x: real(...tokens, 6), w: real(6, 48), b: real(48) };

export const multiHeadCases: Readonly<Record<string, ContribCases>> = {
  [multiHead]: {
    "queries, keys and values": node(multiHead, query, { attributes: { num_heads: 2, scale: float(0.3) } }),
    "keys and values by head": node(
      multiHead,
      { q: real(...tokens, 16), k: real("batch_size", 2, 4, 8), v: real("batch_size", 2, 4, 8) },
      { attributes: { num_heads: 2 } },
    ),
    "biases, causal": node(
      multiHead,
      { ...query, b: real(48) },
      { attributes: { num_heads: 2, unidirectional: 1 } },
    ),
    "a mask of keys and a bias of scores": withMask(
      multiHead,
      { ...query, mask: index(0, 1, ...tokens), bias: real(1, 2, "sequence_length", "sequence_length") },
      ["q", "k", "v", "", "mask", "bias"],
      { attributes: { mask_filter_value: float(-2), scale: float(1) } },
    ),
    lengths: withMask(multiHead, { ...query, mask: index(2, 2, "batch_size") }, ["q", "k", "v", "", "mask"]),
    "a cache": node(
      multiHead,
      { ...query, ...past },
      {
        attributes: { num_heads: 2, unidirectional: 1 },
        order: ["q", "k", "v", "", "", "", "pastKey", "pastValue"],
        outputs: 3,
      },
    ),
  },
  [attention]: {
    plain: node(attention, projection, { attributes: { num_heads: 2 } }),
    causal: node(attention, projection, {
      attributes: { num_heads: 2, unidirectional: 1, scale: float(0.2) },
    }),
    "values of their own size": node(
      attention,
      { x: real(...tokens, 6), w: real(6, 40), b: real(40) },
      { attributes: { num_heads: 2, qkv_hidden_sizes: [16, 16, 8] } },
    ),
    "a mask of keys": withMask(
      attention,
      { ...projection, mask: index(0, 1, ...tokens) },
      ["x", "w", "b", "mask"],
      { attributes: { mask_filter_value: float(-2), scale: float(0.1) } },
    ),
    "a mask of pairs": withMask(
      attention,
      { ...projection, mask: index(0, 1, ...tokens, "sequence_length") },
      ["x", "w", "b", "mask"],
      { attributes: { mask_filter_value: float(-5), scale: float(0.1) } },
    ),
    lengths: withMask(attention, { ...projection, mask: index(2, 2, "batch_size") }, ["x", "w", "b", "mask"]),
    "a cache": node(
      attention,
      { ...projection, past: real(2, "batch_size", 2, 3, 8) },
      {
        attributes: { num_heads: 2, unidirectional: 1 },
        order: ["x", "w", "b", "", "past"],
        outputs: 2,
      },
    ),
    "a bias of scores": node(
      attention,
      { ...projection, bias: real(1, 2, "sequence_length", "sequence_length") },
      { attributes: { num_heads: 2 }, order: ["x", "w", "b", "", "", "bias"] },
    ),
  },
};

interface Grouped {
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** Inputs from the cosines on. */
  readonly rest?: readonly string[];
  readonly inputs?: Case["inputs"];
  readonly isPacked?: boolean;
  readonly hasPast?: boolean;
}

// Heads of a multiple of 16, which onnxruntime asks for.
const tables = { cos: real(12, 8), sin: real(12, 8) };
const cache = { pastKey: real("batch_size", 1, 3, 16), pastValue: real("batch_size", 1, 3, 16) };

/** Two heads of queries, one of keys and values; all tokens of all texts count, as in training. */
function grouped({
  attributes = {},
  rest = [],
  inputs = {},
  isPacked = false,
  hasPast = false,
}: Grouped = {}): Case {
  const separate = { q: real(...tokens, 32), k: real(...tokens, 16), v: real(...tokens, 16) };
  return {
    float32: true,
    inputs: { ...(isPacked ? { q: real(...tokens, 64) } : separate), ...(hasPast && cache), ...inputs },
    build: (g) => groupedNode(g, { attributes, rest, isPacked, hasPast }),
  };
}

function groupedNode(g: GraphBuilder, { attributes = {}, rest = [], isPacked, hasPast }: Grouped): string {
  const given = isPacked ? ["q", "", ""] : ["q", "k", "v"];
  const before = hasPast ? ["pastKey", "pastValue"] : ["", ""];
  const total = g.add("Add", [sizeOf(g, "q", 1), g.ints([hasPast ? 3 : 0])]);
  const lengths = g.add("Expand", [g.add("Sub", [total, g.ints([1])]), sizeOf(g, "q", 0)]);
  const placed = rest.map((name) => (name === "ids" ? positions(g, name) : name));
  const inputs = [...given, ...before, toInt32(g, lengths), toInt32(g, g.add("Squeeze", [total])), ...placed];
  const outputs = g.addMany("com.microsoft.GroupQueryAttention", inputs, 3, {
    ...{ num_heads: 2, kv_num_heads: 1 },
    ...attributes,
  });
  return joined(g, outputs);
}

/** 0, 1, … in each text, of ones. */
function positions(g: GraphBuilder, ones: string): string {
  return g.add("CumSum", [ones, g.ints(1)], { exclusive: 1 });
}

/** Caches of more than one token at a time are for one text. */
const oneText = (checked: Case): Case => ({
  ...checked,
  inputs: Object.fromEntries(
    Object.entries(checked.inputs).map(([name, input]) => [
      name,
      { ...input, shape: input.shape.map((size) => (size === "batch_size" ? 1 : size)) },
    ]),
  ),
});

export const groupedCases: Readonly<Record<string, ContribCases>> = {
  "com.microsoft.GroupQueryAttention": {
    plain: grouped(),
    "one packed input, rotary": grouped({
      ...{ attributes: { do_rotary: 1 }, rest: ["cos", "sin"], inputs: tables },
      isPacked: true,
    }),
    "rotary, interleaved, given positions": grouped({
      ...{ attributes: { do_rotary: 1, rotary_interleaved: 1 }, rest: ["cos", "sin", "ids"] },
      inputs: { ...tables, ids: index(1, 1, ...tokens) },
    }),
    "a cache, rotary": oneText(
      grouped({ attributes: { do_rotary: 1 }, rest: ["cos", "sin"], inputs: tables, hasPast: true }),
    ),
    "a window": oneText(grouped({ attributes: { local_window_size: 2 }, hasPast: true })),
    "capped scores": grouped({ attributes: { softcap: float(0.8), scale: float(0.9) } }),
    "a smooth softmax": grouped({ attributes: { smooth_softmax: 1 } }),
    "a sink for each head": grouped({ rest: ["", "", "", "", "sink"], inputs: { sink: real(2) } }),
    "a bias of scores": grouped({
      rest: ["", "", "", "bias"],
      inputs: { bias: real(1, 2, "sequence_length", "sequence_length") },
    }),
  },
};

const heads = { q_num_heads: 4, kv_num_heads: 2 };
const inputs3 = { q: real(...tokens, 16), k: real(...tokens, 8), v: real(...tokens, 12) };
const inputs4 = {
  q: real("batch_size", 4, "sequence_length", 4),
  k: real("batch_size", 2, "sequence_length", 4),
  v: real("batch_size", 2, "sequence_length", 4),
};
const cached = { pastKey: real("batch_size", 2, 3, 4), pastValue: real("batch_size", 2, 3, 4) };
const pairs = ["sequence_length", "sequence_length"] as const;

/** ONNX's own operator, in its first version and the newest. */
const standard = (
  inputs: Case["inputs"],
  options: Parameters<typeof node>[2] = {},
  opsets: readonly number[] = [23, 24],
): Case => ({ ...node("Attention", inputs, options), opsets });

/** Given a number for each pair, above 0 where a query sees a key. */
function truths(inputs: Case["inputs"], attributes: Readonly<Record<string, AttributeValue>>): Case {
  return {
    ...{ inputs, float32: true, opsets: [23, 24] },
    build: (g) => g.add("Attention", ["q", "k", "v", g.add("Greater", ["mask", g.ints(0)])], attributes),
  };
}

export const standardCases: Readonly<Record<string, ContribCases>> = {
  Attention: {
    "of three axes, with shared heads": standard(inputs3, { attributes: heads }),
    "of four axes": standard(inputs4),
    causal: standard(inputs4, { attributes: { is_causal: 1, scale: float(0.7) } }),
    "causal behind a cache": standard(
      { ...inputs4, ...cached },
      { attributes: { is_causal: 1 }, order: ["q", "k", "v", "", "pastKey", "pastValue"], outputs: 3 },
    ),
    "a cache, of three axes": standard(
      { ...inputs3, v: real(...tokens, 8), ...cached },
      { attributes: heads, order: ["q", "k", "v", "", "pastKey", "pastValue"], outputs: 3 },
    ),
    "another text": standard({
      ...{ q: real("batch_size", 2, 4, 4), k: real("batch_size", 2, "sequence_length", 4) },
      v: real("batch_size", 2, "sequence_length", 6),
    }),
    "a mask that is added, for all heads": standard({ ...inputs4, mask: real(...pairs) }),
    "a mask that is added, for each head, causal": standard(
      { ...inputs3, mask: real("batch_size", 4, ...pairs) },
      { attributes: { ...heads, is_causal: 1 } },
    ),
    "a mask of truths": truths({ ...inputs4, mask: index(0, 3, "batch_size", 1, ...pairs) }, {}),
    "a mask of truths, causal": truths(
      { ...inputs3, mask: index(1, 3, ...pairs) },
      { ...heads, is_causal: 1 },
    ),
    "capped scores": standard(inputs4, { attributes: { softcap: float(0.8) } }),
    "capped scores and a mask": standard(
      { ...inputs4, mask: real(...pairs) },
      { attributes: { softcap: float(0.8) } },
    ),
    "keys that are padding": standard(
      { ...inputs4, lengths: index(1, 2, "batch_size") },
      { order: ["q", "k", "v", "", "", "", "lengths"] },
      [24],
    ),
  },
};
