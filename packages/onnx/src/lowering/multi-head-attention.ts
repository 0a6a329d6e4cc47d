import type { Value } from "../gradients/value.ts";
import { attention, int64Of, splitHeads } from "./attention.ts";
import type { ForeignNode } from "./foreign-node.ts";
import type { Lowerings } from "./lowering.ts";
import { all, concat, range, slice, split } from "./shaping.ts";

/** Attention of as many heads of queries as of keys, between texts or within one. https://arxiv.org/abs/1706.03762 */
export const multiHeadAttention = {
  /** Of queries, keys and values */
  "com.microsoft.MultiHeadAttention": (node) => {
    if (node.has(8) || node.has(9)) node.unsupported("cache that is shared or indirect");
    if (node.gives(3)) node.unsupported("output of the scores");
    const heads = node.int("num_heads", 1);
    const [q, key, value] = projected(node, heads);
    const k = node.has(6) ? concat([node.input(6), key], 2) : key;
    const v = node.has(7) ? concat([node.input(7), value], 2) : value;
    return [attend(node, { q, k, v, mask: node.optional(4), bias: node.optional(5) }), k, v];
  },
  /** Of an input that is projected to queries, keys and values here, with a cache of both in one */
  "com.microsoft.Attention": (node) => {
    node.refuse("do_rotary", "past_present_share_buffer");
    const heads = node.int("num_heads", 1);
    const width = Number(node.y.shape[1]);
    const sizes = node.list("qkv_hidden_sizes") ?? [width / 3, width / 3, width / 3];
    const product = node.x.matmul(node.y);
    const parts = split(node.has(2) ? product.add(node.input(2)) : product, sizes);
    const [q, key, value] = parts.map((part) => splitHeads(part, heads)) as [Value, Value, Value];
    const past = (i: number) => slice(node.input(4), 0, i, i + 1).squeeze([0]);
    const k = node.has(4) ? concat([past(0), key], 2) : key;
    const v = node.has(4) ? concat([past(1), value], 2) : value;
    const present = node.gives(1) ? concat([k.unsqueeze([0]), v.unsqueeze([0])], 0) : undefined;
    return [attend(node, { q, k, v, mask: node.optional(3), bias: node.optional(5) }), present];
  },
} satisfies Lowerings;

interface Parts {
  readonly q: Value;
  readonly k: Value;
  readonly v: Value;
  readonly mask: Value | undefined;
  readonly bias: Value | undefined;
}

function attend(node: ForeignNode, { q, k, v, mask, bias }: Parts): Value {
  const isCausal = node.int("unidirectional", 0) === 1;
  const filter = node.float("mask_filter_value", -10000);
  const padding = mask && visibleKeys(node, mask, k).where(0, q.graph.scalar(filter, q.type));
  return attention({
    ...{ q, k, v },
    scale: node.scale(1 / Math.sqrt(Number(q.shape[3]))),
    bias: padding && bias ? padding.add(bias) : (padding ?? bias),
    mask: isCausal ? causal(q, k) : undefined,
  });
}

/** Query, key and value by head, [batch, heads, sequence, headSize]. Keys and values may be given so. */
function projected(node: ForeignNode, heads: number): [Value, Value, Value] {
  const [key, value] = [node.optional(1), node.optional(2)];
  if (!key || !value) return node.unsupported("queries, keys and values in one input", "split them");
  const byHead = (part: Value) => (part.rank === 4 ? part : splitHeads(part, heads));
  return biased(node, [node.x, key, value]).map(byHead) as [Value, Value, Value];
}

/** The node's bias in three parts, each added to what is given as [batch, sequence, width]. */
function biased(node: ForeignNode, given: [Value, Value, Value]): Value[] {
  const bias = node.optional(3);
  if (!bias) return given;
  const [query, , value] = given;
  const width = Number(query.shape[2]);
  const parts = split(bias, [width, width, value.rank === 3 ? Number(value.shape[2]) : width]);
  return given.map((part, i) => (part.rank === 3 ? part.add(parts[i] ?? 0) : part));
}

/** The mask of padding as bool [batch, 1, 1 or sequence, total]: given for each key, each pair, or as lengths. */
function visibleKeys(node: ForeignNode, given: Value, k: Value): Value {
  const mask = int64Of(given);
  if (mask.rank === 1)
    return range(k, 2)
      .unsqueeze([0, 1, 2])
      .less(mask.unsqueeze([1, 2, 3]));
  if (mask.rank === 2) return mask.greater(0).unsqueeze([1, 2]);
  if (mask.rank === 3) return mask.greater(0).unsqueeze([1]);
  return node.unsupported("mask of four axes");
}

/** The queries are the last tokens of all, bool [1, 1, sequence, total]. */
function causal(q: Value, k: Value): Value | undefined {
  const past = k.size(2).sub(q.size(2));
  const queries = range(q, 2).add(past);
  return all([
    range(k, 2)
      .unsqueeze([0])
      .less(queries.add(1).unsqueeze([1]))
      .unsqueeze([0, 1]),
  ]);
}
