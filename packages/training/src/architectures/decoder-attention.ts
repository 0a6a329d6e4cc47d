import type { GraphBuilder } from "@llm-course/onnx";
import type { DecoderInputs } from "./decoder-inputs.ts";

export interface AttentionSizes {
  readonly heads: number;
  /** Each is shared by heads / keyValueHeads neighbouring query heads. https://arxiv.org/abs/2305.13245 */
  readonly keyValueHeads: number;
  readonly headDim: number;
  /** The probability with which each attention is dropped. */
  readonly dropout: number;
}

/** Projections as [batch, sequence, heads, headDim]. */
export interface Projections {
  readonly query: string;
  readonly key: string;
  readonly value: string;
}

/**
 * Causal attention, softmax(q kᵀ / √d + mask) v, as [batch, sequence, heads · headDim].
 *
 * Query heads that share keys lie along an axis of their own, [batch, keyValueHeads, group, sequence, headDim],
 * along which MatMul broadcasts: keys and values are never repeated.
 *
 * @param layer the number in `past_key_values.N.key` and `present.N.key`, where there is a cache
 */
export function causalAttention(
  g: GraphBuilder,
  { query, key, value }: Projections,
  { heads, keyValueHeads, headDim, dropout }: AttentionSizes,
  inputs: DecoderInputs,
  layer: number,
): string {
  const group = heads / keyValueHeads;
  const scaled = g.add("Mul", [query, g.scalar(1 / Math.sqrt(headDim))]);
  const queries = g.add(
    "Transpose",
    [g.add("Reshape", [scaled, g.ints([0, 0, keyValueHeads, group, headDim])])],
    { perm: [0, 2, 3, 1, 4] },
  );
  const known = (name: "key" | "value", x: string) => {
    const perHead = g.add("Transpose", [x], { perm: [0, 2, 1, 3] });
    const all = inputs.cache ? cached(g, `${layer}.${name}`, perHead, keyValueHeads, headDim) : perHead;
    return g.add("Unsqueeze", [all, g.ints([2])]);
  };
  const keys = g.add("Transpose", [known("key", key)], { perm: [0, 1, 2, 4, 3] });
  const scores = g.add("Add", [g.add("MatMul", [queries, keys]), inputs.mask]);
  const probabilities = g.add("Softmax", [scores], { axis: -1 });
  const keyLength = inputs.cache ? "total_sequence_length" : "sequence_length";
  const shape = ["batch_size", keyValueHeads, group, "sequence_length", keyLength];
  inputs.intermediates.attentions.push({
    value: () => withHeadsBesideEachOther(g, probabilities, heads),
    shape: ["batch_size", heads, "sequence_length", keyLength],
  });
  const dropped = g.dropout(probabilities, dropout, shape);
  const context = g.add("MatMul", [dropped, known("value", value)]);
  return g.add("Reshape", [
    g.add("Transpose", [context], { perm: [0, 3, 1, 2, 4] }),
    g.ints([0, 0, heads * headDim]),
  ]);
}

/** [batch, keyValueHeads, group, queries, keys] to [batch, heads, queries, keys]. */
function withHeadsBesideEachOther(g: GraphBuilder, x: string, heads: number): string {
  const sizes = (start: number, end: number) => g.add("Shape", [x], { start, end });
  const shape = g.add("Concat", [sizes(0, 1), g.ints([heads]), sizes(3, 5)], { axis: 0 });
  return g.add("Reshape", [x, shape]);
}

/** The values of earlier tokens, an input, with the new ones after them, an output too. */
function cached(g: GraphBuilder, name: string, x: string, heads: number, headDim: number): string {
  const shape = (length: string) => ["batch_size", heads, length, headDim];
  const past = g.input(`past_key_values.${name}`, "float32", shape("past_sequence_length"));
  const present = { dataType: "float32", shape: shape("total_sequence_length") } as const;
  return g.addAsOutput(`present.${name}`, present, "Concat", [past, x], { axis: 2 });
}
