import type { ModelProto } from "@llm-course/onnx";

type Tensor = NonNullable<ModelProto["graph"]>["initializer"][number];

/**
 * The names that the weights of a second export of the same decoder have in training. Optimum exports the decoder once
 * without and once with a cache, and what its exporter has to name, as `onnx::MatMul_120`, has another name in each: such a
 * weight is known by its values, and of several that are equal, as new biases are, by its place among them.
 *
 * @param first the export that is trained
 * @param parameter the name in training of an initializer of the first export
 * @returns a name that no parameter has for a tensor that the first export lacks
 */
export function pairedParameter(
  model: ModelProto,
  first: ModelProto,
  parameter: (initializer: string) => string,
): (initializer: string) => string {
  const known = first.graph?.initializer ?? [];
  const own = model.graph?.initializer ?? [];
  const namesakes = new Map(known.map((tensor) => [tensor.name, tensor]));
  const pairs = new Map<string, string>();
  const isNamesake = (tensor: Tensor) => {
    const other = namesakes.get(tensor.name);
    return other !== undefined && isEqual(other, tensor);
  };
  for (const tensor of own) if (isNamesake(tensor)) pairs.set(tensor.name, tensor.name);
  const taken = new Set(pairs.values());
  for (const tensor of own) {
    if (pairs.has(tensor.name)) continue;
    const equal = known.filter((each) => isEqual(each, tensor));
    const found = equal.find(({ name }) => !taken.has(name)) ?? equal[0];
    if (!found) continue;
    taken.add(found.name);
    pairs.set(tensor.name, found.name);
  }
  return (initializer) => {
    const pair = pairs.get(initializer);
    return pair === undefined ? `with_past/${initializer}` : parameter(pair);
  };
}

function isEqual(a: Tensor, b: Tensor): boolean {
  return (
    a.dataType === b.dataType &&
    String(a.dims) === String(b.dims) &&
    Buffer.compare(a.rawData, b.rawData) === 0 &&
    a.floatData.every((value, i) => value === b.floatData[i])
  );
}
