import type { Value } from "../gradients/value.ts";
import { attention, int64Of, splitHeads } from "./attention.ts";
import type { ForeignNode } from "./foreign-node.ts";
import type { Lowerings } from "./lowering.ts";
import { rotated } from "./rotary-embedding.ts";
import { all, concat, range, split, withShape } from "./shaping.ts";

/**
 * Queries of several heads over the keys and values of one, with a cache, and rotary positions where asked for. Texts of
 * a batch may differ in how much of the cache is theirs. https://arxiv.org/abs/2305.13245
 */
export const groupQueryAttention = {
  "com.microsoft.GroupQueryAttention": (node) => {
    refuseVariants(node);
    const [heads, kvHeads] = [node.int("num_heads", 1), node.int("kv_num_heads", 1)];
    const [query, key, value] = separated(node, heads, kvHeads);
    const past = pastLengths(node, query);
    const positions = past.add(range(query, 2).unsqueeze([0]));
    const turn = turnBy(node, positions);
    const q = turn(query);
    const k = withPast(node.optional(3), turn(key));
    const v = withPast(node.optional(4), value);
    const sink = node.optional(11) ?? smoothing(node, heads, q);
    const result = attention({
      ...{ q, k, v, bias: node.optional(10), sink },
      scale: node.scale(1 / Math.sqrt(Number(q.shape[3]))),
      softcap: node.float("softcap", 0),
      mask: visible(node, { past, positions, key, k }),
    });
    return [result, k, v];
  },
} satisfies Lowerings;

function refuseVariants(node: ForeignNode): void {
  node.refuse("qk_output", "sliding_window_cache");
  if (node.has(12) || node.has(13)) node.unsupported("quantised cache of keys and values");
  if (node.has(14)) node.unsupported("normalisation of queries and keys within the node");
}

/** Query, key and value by head, [batch, heads, sequence, headSize], of one packed input or three. */
function separated(node: ForeignNode, heads: number, kvHeads: number): [Value, Value, Value] {
  const { x } = node;
  if (node.has(1))
    return [splitHeads(x, heads), splitHeads(node.y, kvHeads), splitHeads(node.input(2), kvHeads)];
  const size = Number(x.shape[2]) / (heads + 2 * kvHeads);
  const [q, k, v] = split(x, [heads * size, kvHeads * size, kvHeads * size]) as [Value, Value, Value];
  return [splitHeads(q, heads), splitHeads(k, kvHeads), splitHeads(v, kvHeads)];
}

/** How many tokens of the cache are each text's, int64 [batch, 1]: none in a prompt, which may be padded on the right. */
function pastLengths(node: ForeignNode, query: Value): Value {
  const { graph } = query;
  const total = int64Of(node.input(5)).add(1);
  const past = total.sub(query.size(2));
  return graph.node("Max", [past, graph.ints([0])], {}, past).unsqueeze([1]);
}

/**
 * Rotates by position, where the node asks for it. Of positions that are given, onnxruntime's kernel reads the first alone
 * in a prompt and counts on from it; here all are read.
 */
function turnBy(node: ForeignNode, counted: Value): (x: Value) => Value {
  if (node.int("do_rotary", 0) === 0) return (x) => x;
  const [cos, sin] = [node.input(7), node.input(8)];
  const positions = node.optional(9) ?? counted;
  const isInterleaved = node.int("rotary_interleaved", 0) === 1;
  return (x) => rotated(x, { cos, sin, positions, isInterleaved });
}

/** Keys or values behind those of the cache. */
export function withPast(past: Value | undefined, x: Value): Value {
  if (!past) return x;
  const [batch = 1, heads = 1, , size = 1] = x.shape;
  return concat([withShape(past, [batch, heads, past.shape[2] ?? 1, size]), x], 2);
}

/** With a smooth softmax every head has a score of 0 besides those of its keys. */
function smoothing(node: ForeignNode, heads: number, { graph, type }: Value): Value | undefined {
  if (node.int("smooth_softmax", 0) !== 1) return undefined;
  return graph.node("Expand", [graph.scalar(0, type), graph.ints([heads])], {}, { type, shape: [heads] });
}

interface Visibility {
  readonly past: Value;
  readonly positions: Value;
  /** The new keys, and all. */
  readonly key: Value;
  readonly k: Value;
}

/** Which keys a query sees, bool [batch, 1, sequence, total]: those of its own text, none after it, in its window. */
function visible(node: ForeignNode, { past, positions, key, k }: Visibility): Value | undefined {
  const row = past.unsqueeze([2, 3]);
  const own = range(key, 2).add(past).unsqueeze([1, 2]);
  const slots = node.has(3) ? range(node.input(3), 2).unsqueeze([0, 1, 2]) : undefined;
  // A slot of the cache that is not the text's yet counts as one after all tokens.
  const cached = slots?.less(row).where(slots, slots.graph.ints(2 ** 31));
  const keys = cached ? keyPositions(cached, own, k) : own;
  const queries = positions.unsqueeze([1, 3]);
  const isCausal = node.int("causal", 1) === 1;
  const window = node.int("local_window_size", -1);
  const length = row.add(key.size(2));
  return all([
    isCausal ? keys.less(queries.add(1)) : keys.less(length),
    window > 0 ? keys.greater(queries.sub(window)) : undefined,
  ]);
}

/** Positions of the cache's slots and of the new keys, int64 [batch, 1, 1, total]. */
function keyPositions(cached: Value, own: Value, k: Value): Value {
  const [batch = 1] = own.shape;
  const { graph } = own;
  const target = graph.vector([own.size(0), graph.ints([1, 1]), cached.size(3)]);
  const shape = [batch, 1, 1, cached.shape[3] ?? 1];
  const wide = graph.node("Expand", [cached, target], {}, { type: "int64", shape });
  return withShape(concat([wide, own], 3), [batch, 1, 1, k.shape[2] ?? 1]);
}
