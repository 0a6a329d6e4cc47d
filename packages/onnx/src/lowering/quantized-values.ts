import type { NodeProto } from "onnx-buf";
import { operatorName } from "../operator-name.ts";

/** Operators that make integers of floats, and products of such. */
const quantizing = new Set(["QuantizeLinear", "DynamicQuantizeLinear", "MatMulInteger", "ConvInteger"]);

/** Operators that leave the integers as they are, in other places or another shape. */
const keeping = new Set([
  "Concat",
  "Flatten",
  "Gather",
  "Identity",
  "Reshape",
  "Slice",
  "Squeeze",
  "Transpose",
  "Unsqueeze",
]);

/**
 * The integer values that stand for floats: what a quantisation of activations made, up to where it is a float again.
 * Gradients pass them as if they were those floats.
 *
 * @param order in topological order
 */
export function quantizedValues(order: readonly NodeProto[]): ReadonlySet<string> {
  const values = new Set<string>();
  for (const node of order) {
    const [output = ""] = node.output;
    const name = operatorName(node);
    if (quantizing.has(name) || (keeping.has(name) && node.input.some((input) => values.has(input))))
      values.add(output);
  }
  return values;
}
