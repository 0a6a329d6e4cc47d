import { type GraphProto, type NodeProto, type TensorProto, TensorProto_DataType } from "onnx-buf";

/** Constants of this many bytes and fewer may be axes, sizes or permutations. */
const longest = 1024;

/** Operators that keep ints in their order, in another shape or type. */
const keeping = new Set(["Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze"]);

/**
 * The values of the small int64 constants of a graph, without their shapes: its initializers, Constant nodes
 * and what exporters put together from those.
 *
 * @param graph.node in topological order
 */
export function constantInts({
  initializer,
  node,
}: Pick<GraphProto, "initializer" | "node">): ReadonlyMap<string, readonly number[]> {
  const constants = new Map<string, readonly number[]>();
  for (const tensor of initializer) if (isSmallInt64(tensor)) constants.set(tensor.name, ints(tensor));
  for (const each of node) {
    const [output] = each.output;
    const value = each.opType === "Constant" ? constantNode(each) : together(each, constants);
    if (output !== undefined && value) constants.set(output, value);
  }
  return constants;
}

function constantNode({ attribute: [value] }: NodeProto): readonly number[] | undefined {
  if (value?.name === "value_ints") return value.ints.map(Number);
  if (value?.name === "value_int") return [Number(value.i)];
  return value?.t && isSmallInt64(value.t) ? ints(value.t) : undefined;
}

function together(
  { opType, input }: NodeProto,
  constants: ReadonlyMap<string, readonly number[]>,
): readonly number[] | undefined {
  if (keeping.has(opType)) return constants.get(input[0] ?? "");
  if (opType !== "Concat") return undefined;
  const parts = input.flatMap((name) => constants.get(name) ?? []);
  return input.every((name) => constants.has(name)) ? parts : undefined;
}

function isSmallInt64({ dataType, rawData }: TensorProto): boolean {
  return dataType === TensorProto_DataType.INT64 && rawData.byteLength <= longest;
}

function ints({ rawData, int64Data }: TensorProto): number[] {
  if (rawData.byteLength === 0) return int64Data.map(Number);
  // Sliced, since an int64 view must start at a multiple of 8.
  return [...new BigInt64Array(rawData.slice().buffer)].map(Number);
}
