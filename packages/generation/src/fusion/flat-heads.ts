import type { NodeProto } from "@llm-course/onnx";
import type { ValueType } from "./fuse-attention.ts";
import type { GraphIndex } from "./graph-index.ts";

type Types = ReadonlyMap<string, ValueType>;

/**
 * The value [batch, sequence, heads · headDim] that is cut into heads [batch, heads, sequence, headDim].
 *
 * @returns undefined where the heads were made otherwise
 */
export function beforeHeads(graph: GraphIndex, types: Types, heads: string): string | undefined {
  const transpose = graph.maker(heads);
  const reshape = swaps(transpose) ? graph.maker(transpose?.input[0] ?? "") : undefined;
  return reshape?.opType === "Reshape" && isFlat(types, reshape.input[0]) ? reshape.input[0] : undefined;
}

/**
 * The value [batch, sequence, heads · headDim] that heads [batch, heads, sequence, headDim] are put together to.
 *
 * @returns undefined where something else is done with them
 */
export function afterHeads(graph: GraphIndex, types: Types, heads: string): string | undefined {
  const transpose = graph.reader(heads, "Transpose");
  const merged = swaps(transpose)
    ? graph.reader(transpose?.output[0] ?? "", "Reshape")?.output[0]
    : undefined;
  return merged !== undefined && isFlat(types, merged) ? merged : undefined;
}

function swaps(node: NodeProto | undefined): boolean {
  return node?.opType === "Transpose" && String(node.attribute[0]?.ints) === "0,2,1,3";
}

function isFlat(types: Types, value: string | undefined): boolean {
  return types.get(value ?? "")?.shape.length === 3;
}
