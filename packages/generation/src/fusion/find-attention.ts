import type { ValueType } from "./fuse-attention.ts";
import type { GraphIndex } from "./graph-index.ts";

/** The nodes of softmax(scale q kᵀ + mask) v with a cache, as the values they begin and end with. */
export interface CachedAttention {
  readonly layer: string;
  readonly heads: number;
  readonly keyValueHeads: number;
  /** [batch, heads, sequence, headDim], or with an axis of the heads that share keys after keyValueHeads. */
  readonly query: string;
  /** Of the new tokens, [batch, keyValueHeads, sequence, headDim], as `value`. */
  readonly key: string;
  readonly value: string;
  readonly scale: number;
  readonly mask: string;
  /** In the layout of the queries. */
  readonly context: string;
}

/**
 * @param layer N of `past_key_values.N.key`
 * @returns undefined where the nodes are others
 */
export function findAttention(
  graph: GraphIndex,
  types: ReadonlyMap<string, ValueType>,
  layer: string,
): CachedAttention | undefined {
  const key = appended(graph, `${layer}.key`);
  const value = appended(graph, `${layer}.value`);
  if (key === undefined || value === undefined) return undefined;
  const transposed = graph.reader(graph.past(`present.${layer}.key`, "Unsqueeze"), "Transpose")?.output[0];
  const product = transposed === undefined ? undefined : graph.reader(transposed, "MatMul");
  if (!product || product.input[1] !== transposed) return undefined;
  const scaled = scaling(graph, product.output[0] as string);
  const sum = graph.reader(scaled.value, "Add");
  const mask = sum?.input.find((name) => name !== scaled.value);
  const softmax = sum && graph.reader(sum.output[0] as string, "Softmax");
  const context = softmax && graph.reader(softmax.output[0] as string, "MatMul");
  const values = graph.past(`present.${layer}.value`, "Unsqueeze");
  if (mask === undefined || !context || context.input[1] !== values) return undefined;
  if (graph.reader(values, "MatMul") !== context) return undefined;
  const query = product.input[0] as string;
  const [, keyValueHeads, , headDim] = types.get(`past_key_values.${layer}.key`)?.shape ?? [];
  const heads = headsOf(types.get(query)?.shape ?? []);
  if (heads === undefined || typeof keyValueHeads !== "number" || typeof headDim !== "number")
    return undefined;
  // What the fused operator can do.
  if (headDim % 8 !== 0 || heads % keyValueHeads !== 0) return undefined;
  const { scale } = scaled;
  return {
    layer,
    heads,
    keyValueHeads,
    query,
    key,
    value,
    scale,
    mask,
    context: context.output[0] as string,
  };
}

/** The new part of a cache that is a Concat of the past and the new. */
function appended(graph: GraphIndex, name: string): string | undefined {
  const concat = graph.maker(`present.${name}`);
  if (concat?.opType !== "Concat" || concat.input.length !== 2) return undefined;
  return concat.input[0] === `past_key_values.${name}` ? concat.input[1] : undefined;
}

/** Past multiplications and divisions by constants. */
function scaling(graph: GraphIndex, value: string): { value: string; scale: number } {
  for (const opType of ["Mul", "Div"]) {
    const node = graph.reader(value, opType);
    const factor = node?.input[0] === value ? graph.scalar(node.input[1] as string) : undefined;
    if (!node || factor === undefined) continue;
    const after = scaling(graph, node.output[0] as string);
    return { value: after.value, scale: after.scale * (opType === "Mul" ? factor : 1 / factor) };
  }
  return { value, scale: 1 };
}

function headsOf(shape: readonly (number | string)[]): number | undefined {
  const sizes = shape.length === 4 ? [shape[1]] : shape.length === 5 ? [shape[1], shape[2]] : [];
  return sizes.reduce<number | undefined>(
    (product = 1, size) => (typeof size === "number" ? product * size : undefined),
    sizes.length > 0 ? 1 : undefined,
  );
}
