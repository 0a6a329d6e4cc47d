import {
  changed,
  float,
  GraphBuilder,
  type GraphProto,
  inferValues,
  type ModelProto,
  type NodeProto,
  prune,
  topologicalOrder,
} from "@llm-course/onnx";
import { type CachedAttention, findAttention } from "./find-attention.ts";
import { afterHeads, beforeHeads } from "./flat-heads.ts";
import { fuseSkipLayerNorm } from "./fuse-skip-layer-norm.ts";
import { GraphIndex } from "./graph-index.ts";

export type ValueType =
  Awaited<ReturnType<typeof inferValues>> extends ReadonlyMap<string, infer V> ? V : never;

/** What the outputs of new keys and values are called in a fused graph, as `present` is in others. */
export const appendedOutput = "appended";

const int32 = 6;

/**
 * A decoder of `buildModel`, or another graph of `GraphBuilder`, with each attention as one operator of onnxruntime,
 * com.microsoft's GroupQueryAttention. It takes keys and values in memory that is longer than the tokens so far, so its
 * outputs are those of the new tokens only, `appended.N.key` and `.value` [batch, sequence, keyValueHeads · headDim]:
 * nothing that was there is copied out.
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
    const { layer, context } = attention;
    const { output, key, value } = fused(g, index, attention, types, lengths);
    const merged = afterHeads(index, types, context);
    contexts.set(merged ?? context, merged === undefined ? inHeads(g, attention, types, output) : output);
    for (const [name, made] of Object.entries({ key, value }))
      g.output(`${appendedOutput}.${layer}.${name}`, made, "float32", flatShape(types, layer));
  }
  const built = g.build().model;
  const replaced = withContexts(built.graph as GraphProto, contexts);
  const outputs = replaced.output.map(({ name }) => name).filter((name) => !name.startsWith("present."));
  const fusedNorms = fuseSkipLayerNorm(changed(built, { graph: replaced }), types);
  const pruned = prune(fusedNorms, outputs);
  const uncopied = withoutCopies(pruned.graph as GraphProto);
  return changed(pruned, { graph: changed(uncopied, { node: topologicalOrder(uncopied) }) });
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

/**
 * int32: the place of each row's last token, [batch], and how many tokens the longest row has. Rows may be padded on the
 * left, or end in memory that is not theirs.
 */
function sequenceLengths(g: GraphBuilder): { last: string; total: string } {
  const isToken = g.add("Cast", ["attention_mask"], { to: int32 });
  const last = g.add("ArgMax", [isToken], { axis: 1, keepdims: 0, select_last_index: 1 });
  const total = g.add("Squeeze", [g.add("Shape", ["attention_mask"], { start: 1, end: 2 })]);
  return { last: g.add("Cast", [last], { to: int32 }), total: g.add("Cast", [total], { to: int32 }) };
}

/** All [batch, sequence, heads · headDim]: the context, and the new keys and values. */
function fused(
  g: GraphBuilder,
  index: GraphIndex,
  attention: CachedAttention,
  types: ReadonlyMap<string, ValueType>,
  { last, total }: { last: string; total: string },
): { output: string; key: string; value: string } {
  const { layer, heads, keyValueHeads, query, scale, mask } = attention;
  const flat = (x: string, perm: number[]) =>
    beforeHeads(index, types, x) ?? g.add("Reshape", [g.add("Transpose", [x], { perm }), g.ints([0, 0, -1])]);
  const bias = types.get(mask)?.shape.length === 5 ? g.add("Squeeze", [mask, g.ints([2])]) : mask;
  const key = flat(attention.key, [0, 2, 1, 3]);
  const value = flat(attention.value, [0, 2, 1, 3]);
  const inputs = [
    ...[flat(query, isGrouped(attention, types) ? [0, 3, 1, 2, 4] : [0, 2, 1, 3]), key, value],
    ...[`past_key_values.${layer}.key`, `past_key_values.${layer}.value`, last, total],
    ...["", "", "", bias],
  ];
  const [output = ""] = g.addMany("com.microsoft.GroupQueryAttention", inputs, 3, {
    ...{ num_heads: heads, kv_num_heads: keyValueHeads, scale: float(scale) },
  });
  return { output, key, value };
}

/** Whether the heads that share keys have an axis of their own. */
function isGrouped({ query }: CachedAttention, types: ReadonlyMap<string, ValueType>): boolean {
  return types.get(query)?.shape.length === 5;
}

/** The context in the layout of the queries. */
function inHeads(
  g: GraphBuilder,
  attention: CachedAttention,
  types: ReadonlyMap<string, ValueType>,
  output: string,
): string {
  const { heads, keyValueHeads } = attention;
  const grouped = isGrouped(attention, types);
  const shape = grouped ? [0, 0, keyValueHeads, heads / keyValueHeads, -1] : [0, 0, heads, -1];
  const perm = grouped ? [0, 2, 3, 1, 4] : [0, 2, 1, 3];
  return g.add("Transpose", [g.add("Reshape", [output, g.ints(shape)])], { perm });
}

function flatShape(types: ReadonlyMap<string, ValueType>, layer: string): (string | number)[] {
  const [batch = "batch_size", heads, , headDim] = types.get(`past_key_values.${layer}.key`)?.shape ?? [];
  return [batch, "sequence_length", Number(heads) * Number(headDim)];
}

/** The nodes that read a context read that of the fused operator. */
function withContexts(graph: GraphProto, contexts: ReadonlyMap<string, string>): GraphProto {
  const node = graph.node.map((one) =>
    changed(one, { input: one.input.map((name) => contexts.get(name) ?? name) }),
  );
  return changed(graph, { node });
}

/** New keys and values under the names of the outputs, where `output` has put a node to copy them. */
function withoutCopies(graph: GraphProto): GraphProto {
  const isCopy = ({ opType, output }: NodeProto) =>
    opType === "Identity" && output[0]?.startsWith(`${appendedOutput}.`) === true;
  const names = new Map(
    graph.node.filter(isCopy).map(({ input, output }) => [input[0], output[0] as string]),
  );
  const renamed = (name: string) => names.get(name) ?? name;
  const node = graph.node
    .filter((one) => !isCopy(one))
    .map((one) => changed(one, { input: one.input.map(renamed), output: one.output.map(renamed) }));
  return changed(graph, { node });
}
