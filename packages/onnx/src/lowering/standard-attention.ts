import type { Value } from "../gradients/value.ts";
import { attention, splitHeads } from "./attention.ts";
import type { ForeignNode } from "./foreign-node.ts";
import { withPast } from "./group-query-attention.ts";
import type { Lowerings } from "./lowering.ts";
import { all, range } from "./shaping.ts";

/**
 * Attention as ONNX has it from operator set 23 on: several heads of queries may share one of keys and values, a mask is bool or
 * added to the scores, and a cache is before the keys, or all of it in them. https://onnx.ai/onnx/operators/onnx__Attention.html
 */
export const standardAttention = {
  Attention: (node) => {
    if (node.gives(3)) node.unsupported("output of the scores");
    const byHead = node.x.rank === 4;
    const q = byHead ? node.x : splitHeads(node.x, node.int("q_num_heads", 1));
    const [key, value] = [node.y, node.input(2)].map((part) =>
      byHead ? part : splitHeads(part, node.int("kv_num_heads", 1)),
    ) as [Value, Value];
    const k = withPast(node.optional(4), key);
    const v = withPast(node.optional(5), value);
    const given = node.optional(3);
    const result = attention({
      ...{ q, k, v },
      scale: node.scale(1 / Math.sqrt(Number(q.shape[3]))),
      softcap: node.float("softcap", 0),
      bias: given?.type === "bool" ? undefined : given,
      mask: all([given?.type === "bool" ? given : undefined, visible(node, q, k)]),
    });
    return [byHead ? splitHeads(result, Number(q.shape[1])) : result, k, v];
  },
} satisfies Lowerings;

/**
 * Which keys a query sees, bool, broadcast to [batch, 1, sequence, total]: those that are no padding, and where the node is
 * causal, those up to its own. Queries follow the cache, or end with the keys that are no padding.
 */
function visible(node: ForeignNode, q: Value, k: Value): Value | undefined {
  const lengths = node.optional(6)?.unsqueeze([1, 2, 3]);
  const keys = range(k, 2).unsqueeze([0, 1, 2]);
  const own = lengths && keys.less(lengths);
  if (node.int("is_causal", 0) === 0) return own;
  const places = range(q, 2).unsqueeze([0, 1, 3]);
  const past = node.optional(4);
  const before = past ? past.size(2) : lengths?.sub(q.size(2));
  const queries = before ? places.add(before) : places;
  return all([own, keys.less(queries.add(1))]);
}
