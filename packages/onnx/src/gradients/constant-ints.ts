import { type GraphProto, type TensorProto, TensorProto_DataType } from "onnx-buf";

/** Constants of this many bytes and fewer may be axes, sizes or permutations. */
const longest = 1024;

/** The values of the small int64 constants of a graph: its initializers and Constant nodes. */
export function constantInts(graph: GraphProto): ReadonlyMap<string, readonly number[]> {
  const constants = new Map<string, readonly number[]>();
  for (const tensor of graph.initializer) if (isSmallInt64(tensor)) constants.set(tensor.name, ints(tensor));
  for (const { opType, output, attribute } of graph.node) {
    const [name, value] = [output[0], attribute[0]];
    if (opType !== "Constant" || name === undefined || !value) continue;
    if (value.name === "value_ints") constants.set(name, value.ints.map(Number));
    if (value.name === "value_int") constants.set(name, [Number(value.i)]);
    if (value.t && isSmallInt64(value.t)) constants.set(name, ints(value.t));
  }
  return constants;
}

function isSmallInt64({ dataType, rawData }: TensorProto): boolean {
  return dataType === TensorProto_DataType.INT64 && rawData.byteLength <= longest;
}

function ints({ rawData, int64Data }: TensorProto): number[] {
  if (rawData.byteLength === 0) return int64Data.map(Number);
  // Sliced, since an int64 view must start at a multiple of 8.
  return [...new BigInt64Array(rawData.slice().buffer)].map(Number);
}
