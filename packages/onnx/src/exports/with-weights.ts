/// <reference lib="es2025.float16" />
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  type TensorProto,
  TensorProto_DataType,
} from "onnx-buf";
import { changed } from "../changed.ts";
import { GraphError, WeightMismatchError } from "../errors.ts";
import { elementCount } from "../stored-tensor.ts";
import { halfTypes } from "./in-float32.ts";

/**
 * An exported model with other weights: all initializers and constants that `weights` names, those in branches too, in the types
 * that they have there, so float16 stays float16. All else, quantised weights and branches among it, is as it was.
 *
 * @param weights float32 values by the name of the initializer; others are left out
 * @throws WeightMismatchError for too many values or too few, or a weight that is no float
 * @throws GraphError for a name that tensors of several branches have
 */
export function withWeights(model: ModelProto, weights: ReadonlyMap<string, Float32Array>): ModelProto {
  const { graph } = model;
  if (!graph) return model;
  const names = tensorNames(model);
  for (const [i, name] of names.entries())
    if (weights.has(name) && names.indexOf(name) < i)
      throw new GraphError(`weight that several branches have, give each a name of its own: ${name}`);
  return changed(model, { graph: withTensors(graph, weights) });
}

/** The names of all initializers and constants of a model, those in branches too. */
export function tensorNames({ graph }: ModelProto): string[] {
  const of = ({ initializer, node }: GraphProto): string[] => [
    ...initializer.map(({ name }) => name),
    ...node.flatMap(({ opType, output, attribute }) => [
      ...(opType === "Constant" ? output : []),
      ...attribute.flatMap(({ g, graphs }) => [...(g ? [g] : []), ...graphs].flatMap(of)),
    ]),
  ];
  return graph ? of(graph) : [];
}

function withTensors(graph: GraphProto, weights: ReadonlyMap<string, Float32Array>): GraphProto {
  const initializer = graph.initializer.map((tensor) => {
    const values = weights.get(tensor.name);
    return values ? filled(tensor, values) : tensor;
  });
  const node = graph.node.map((each) => {
    const values = each.opType === "Constant" ? weights.get(each.output[0] ?? "") : undefined;
    const [constant] = each.attribute;
    if (values && constant?.t)
      return changed(each, { attribute: [changed(constant, { t: filled(constant.t, values) })] });
    return each.attribute.some(({ g, graphs }) => g || graphs.length > 0)
      ? changed(each, { attribute: each.attribute.map((attribute) => withBranches(attribute, weights)) })
      : each;
  });
  return changed(graph, { initializer, node });
}

function withBranches(attribute: AttributeProto, weights: ReadonlyMap<string, Float32Array>): AttributeProto {
  const { g, graphs } = attribute;
  if (!g && graphs.length === 0) return attribute;
  const all = graphs.map((graph) => withTensors(graph, weights));
  return changed(attribute, { graphs: all, ...(g && { g: withTensors(g, weights) }) });
}

function filled(tensor: TensorProto, values: Float32Array): TensorProto {
  const { name, dims, dataType } = tensor;
  const count = elementCount(dims.map(Number));
  if (values.length !== count) throw new WeightMismatchError(name, `${count} values`, String(values.length));
  const encoded = encode(name, dataType, values);
  const rawData = new Uint8Array(encoded.buffer as ArrayBuffer, encoded.byteOffset, encoded.byteLength);
  return changed(tensor, { rawData, floatData: [], int32Data: [] });
}

function encode(name: string, dataType: number, values: Float32Array): ArrayBufferView {
  if (dataType === TensorProto_DataType.FLOAT) return Float32Array.from(values);
  const half = halfTypes.get(dataType);
  if (half === "F16") return Float16Array.from(values);
  if (half === "BF16") return toBfloat16(values);
  throw new WeightMismatchError(name, "a float", TensorProto_DataType[dataType] ?? String(dataType));
}

/** The upper half of each float32, rounded to the nearest, ties to even. */
function toBfloat16(values: Float32Array): Uint16Array {
  const words = new Uint32Array(Float32Array.from(values).buffer);
  return Uint16Array.from(words, (word, i) =>
    Number.isNaN(values[i]) ? 0x7fc0 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16,
  );
}
