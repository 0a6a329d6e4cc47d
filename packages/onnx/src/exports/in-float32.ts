import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  TensorProto_DataType,
  type ValueInfoProto,
} from "onnx-buf";
import { changed } from "../changed.ts";
import { toFloat32 } from "../to-float32.ts";

const { FLOAT, FLOAT16, BFLOAT16 } = TensorProto_DataType;

/** The types of half precision with the names that safetensors give them. */
export const halfTypes: ReadonlyMap<number, "F16" | "BF16"> = new Map([
  [FLOAT16, "F16"],
  [BFLOAT16, "BF16"],
]);

/**
 * The model with float32 in place of float16 and bfloat16 everywhere: weights, constants, inputs, outputs, casts. Training
 * is in float32; `withWeights` puts what was trained back into the model as it was.
 */
export function inFloat32(model: ModelProto): ModelProto {
  return model.graph ? changed(model, { graph: convertedGraph(model.graph) }) : model;
}

function convertedGraph(graph: GraphProto): GraphProto {
  return changed(graph, {
    initializer: graph.initializer.map(converted),
    input: graph.input.map(convertedInfo),
    output: graph.output.map(convertedInfo),
    valueInfo: graph.valueInfo.map(convertedInfo),
    node: graph.node.map(convertedNode),
  });
}

function converted(tensor: TensorProto): TensorProto {
  const dtype = halfTypes.get(tensor.dataType);
  if (!dtype) return tensor;
  // Without raw bytes each number is the lower half of an int32.
  const { buffer } = Uint16Array.from(tensor.int32Data);
  const bytes = tensor.rawData.byteLength > 0 ? tensor.rawData : new Uint8Array(buffer);
  const values = toFloat32(bytes, dtype);
  const rawData = new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
  return changed(tensor, { dataType: FLOAT, rawData, int32Data: [] });
}

function convertedInfo(info: ValueInfoProto): ValueInfoProto {
  const value = info.type?.value;
  if (!info.type || value?.case !== "tensorType" || !halfTypes.has(value.value.elemType)) return info;
  const tensorType = changed(value.value, { elemType: FLOAT });
  return changed(info, { type: changed(info.type, { value: { case: "tensorType", value: tensorType } }) });
}

/** Attributes that name a type. */
const typeAttributes = new Set(["to", "dtype", "output_dtype"]);

function convertedNode(node: NodeProto): NodeProto {
  return node.attribute.length === 0
    ? node
    : changed(node, { attribute: node.attribute.map(convertedAttribute) });
}

function convertedAttribute(attribute: AttributeProto): AttributeProto {
  const { t, g, graphs, i, name } = attribute;
  if (t) return changed(attribute, { t: converted(t) });
  if (g || graphs.length > 0)
    return changed(attribute, { graphs: graphs.map(convertedGraph), ...(g && { g: convertedGraph(g) }) });
  const isHalf = typeAttributes.has(name) && halfTypes.has(Number(i));
  return isHalf ? changed(attribute, { i: BigInt(FLOAT) }) : attribute;
}
