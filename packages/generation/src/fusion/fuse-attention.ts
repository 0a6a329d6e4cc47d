import {
  changed,
  float,
  GraphBuilder,
  type GraphProto,
  inferValues,
  type ModelProto,
  prune,
  topologicalOrder,
} from "@llm-course/onnx";
import { type CachedAttention, findAttention } from "./find-attention.ts";
import { GraphIndex } from "./graph-index.ts";

export type ValueType =
  Awaited<ReturnType<typeof inferValues>> extends ReadonlyMap<string, infer V> ? V : never;

/** What the outputs of new keys and values are called in a fused graph, as `present` is in others. */
export const appendedOutput = "appended";

const int32 = 6;

/**
 * A decoder of `buildModel`, or another graph of `GraphBuilder`, with each attention as one operator of onnxruntime,
 * com.microsoft's GroupQueryAttention. It takes keys and values in memory that is longer than the tokens so far, so its
 * outputs are those of the new tokens only, `appended.N.key` and `.value`: nothing that was there is copied out.
 *
 * The operator sees no token after a query, whatever the mask says. Of graphs built here that is known to be right.
 *
 * @returns undefined for a graph from elsewhere, or one with other nodes
 */
export async function fuseAttention(model: ModelProto): Promise<ModelProto | undefined> {
  const { graph, opsetImport, producerName } = model;
  const isOurs = producerName === "llm-course" && opsetImport.length === 1 && opsetImport[0]?.version === 17n;
  const layers = graph?.input.flatMap(({ name }) => /^past_key_values\.(\d+)\.key$/.exec(name)?.[1] ?? []);
  if (!graph || !isOurs || !layers?.length) return undefined;
  const index = new GraphIndex(graph);
  const types = await inferValues(model);
  const found = layers.map((layer) => findAttention(index, types, layer));
  const masks = found.map(
    (attention) => attention && fourDimensional(types, attention.mask, attention.heads),
  );
  if (!found.every((attention) => attention !== undefined) || masks.includes(undefined)) return undefined;
  const g = GraphBuilder.extending(model);
  const lengths = sequenceLengths(g);
  const contexts = new Map<string, string>();
  for (const attention of found) {
    contexts.set(attention.context, fused(g, attention, types, lengths));
    for (const name of ["key", "value"] as const) {
      const shape = types.get(attention[name])?.shape ?? [];
      g.output(`${appendedOutput}.${attention.layer}.${name}`, attention[name], "float32", shape);
    }
  }
  const built = g.build().model;
  const replaced = withContexts(built.graph as GraphProto, contexts);
  const outputs = replaced.output.map(({ name }) => name).filter((name) => !name.startsWith("present."));
  const pruned = prune(changed(built, { graph: replaced }), outputs);
  const domain = { ...opsetImport[0], domain: "com.microsoft", version: 1n } as (typeof opsetImport)[number];
  return changed(pruned, {
    opsetImport: [...pruned.opsetImport, domain],
    graph: changed(pruned.graph as GraphProto, { node: topologicalOrder(pruned.graph as GraphProto) }),
  });
}

/** Whether a mask is [batch, 1 or heads, queries, keys], with an axis of 1 after the second or without. */
function fourDimensional(
  types: ReadonlyMap<string, ValueType>,
  mask: string,
  heads: number,
): true | undefined {
  const shape = types.get(mask)?.shape ?? [];
  if (shape.length === 5) return shape[1] === 1 && shape[2] === 1 ? true : undefined;
  return shape.length === 4 && (shape[1] === 1 || shape[1] === heads) ? true : undefined;
}

/** int32: the place of the last token, [batch], and how many tokens there are. */
function sequenceLengths(g: GraphBuilder): { last: string; total: string } {
  const length = g.add("Shape", ["attention_mask"], { start: 1, end: 2 });
  const batch = g.add("Shape", ["attention_mask"], { start: 0, end: 1 });
  const last = g.add("Expand", [g.add("Sub", [length, g.ints([1])]), batch]);
  const total = g.add("Squeeze", [length]);
  return { last: g.add("Cast", [last], { to: int32 }), total: g.add("Cast", [total], { to: int32 }) };
}

/** @returns the context, in the layout of the queries */
function fused(
  g: GraphBuilder,
  attention: CachedAttention,
  types: ReadonlyMap<string, ValueType>,
  { last, total }: { last: string; total: string },
): string {
  const { layer, heads, keyValueHeads, query, key, value, scale, mask } = attention;
  const isGrouped = types.get(query)?.shape.length === 5;
  // [batch, sequence, heads · headDim], as the operator takes them.
  const flat = (x: string, perm: number[]) =>
    g.add("Reshape", [g.add("Transpose", [x], { perm }), g.ints([0, 0, -1])]);
  const bias = types.get(mask)?.shape.length === 5 ? g.add("Squeeze", [mask, g.ints([2])]) : mask;
  const inputs = [
    flat(query, isGrouped ? [0, 3, 1, 2, 4] : [0, 2, 1, 3]),
    flat(key, [0, 2, 1, 3]),
    flat(value, [0, 2, 1, 3]),
    ...[`past_key_values.${layer}.key`, `past_key_values.${layer}.value`, last, total],
    ...["", "", "", bias],
  ];
  const [output = ""] = g.addMany("GroupQueryAttention", inputs, 3, {
    ...{ num_heads: heads, kv_num_heads: keyValueHeads, scale: float(scale) },
  });
  const shape = isGrouped ? [0, 0, keyValueHeads, heads / keyValueHeads, -1] : [0, 0, heads, -1];
  const perm = isGrouped ? [0, 2, 3, 1, 4] : [0, 2, 1, 3];
  return g.add("Transpose", [g.add("Reshape", [output, g.ints(shape)])], { perm });
}

/** The nodes that read a context read that of the fused operator. */
function withContexts(graph: GraphProto, contexts: ReadonlyMap<string, string>): GraphProto {
  const node = graph.node.map((one) =>
    changed(one, {
      input: one.input.map((name) => contexts.get(name) ?? name),
      ...(one.opType === "GroupQueryAttention" && { domain: "com.microsoft" }),
    }),
  );
  return changed(graph, { node });
}
