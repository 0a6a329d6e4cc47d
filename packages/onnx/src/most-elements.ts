import type { GraphProto, NodeProto, ValueInfoProto } from "onnx-buf";
import type { DataType } from "./data-type.ts";
import type { ValueType } from "./gradients/infer-values.ts";
import { elementCount } from "./stored-tensor.ts";
import { valueInfo } from "./value-info.ts";

/**
 * Shapes for what has as many elements as the data decide, as if they were the most there can be: a NonZero finds all
 * elements at most, a Compress keeps them all. Only of nodes whose inputs have known sizes and whose results have not.
 */
export function mostElements(
  { node }: GraphProto,
  values: ReadonlyMap<string, ValueType>,
): readonly ValueInfoProto[] {
  return node.flatMap((each) => {
    const [input, output] = [values.get(each.input[0] ?? ""), values.get(each.output[0] ?? "")];
    if (!input?.shape.every((size) => typeof size === "number")) return [];
    if (!output?.shape.some((size) => typeof size === "string")) return [];
    const shape = shapes[each.opType]?.(input.shape as readonly number[], each);
    return shape ? [valueInfo(each.output[0] ?? "", output.type as DataType, shape)] : [];
  });
}

const shapes: Readonly<Record<string, (input: readonly number[], node: NodeProto) => readonly number[]>> = {
  NonZero: (input) => [input.length, elementCount(input)],
  Compress: (input, node) =>
    node.attribute.some(({ name }) => name === "axis") ? input : [elementCount(input)],
};
