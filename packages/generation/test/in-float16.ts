/// <reference lib="es2025.float16" />
import {
  changed,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
} from "@llm-course/onnx";

const [float32, float16] = [1, 10];
const largest = 65504;

type ValueInfo = GraphProto["input"][number];
type Attribute = NodeProto["attribute"][number];

/** A graph as an exporter of half precision writes it: weights, constants, caches and logits are float16. */
export function inFloat16(model: ModelProto): ModelProto {
  return model.graph ? changed(model, { graph: halved(model.graph) }) : model;
}

function halved(graph: GraphProto): GraphProto {
  return changed(graph, {
    initializer: graph.initializer.map(halvedTensor),
    input: graph.input.map(halvedInfo),
    output: graph.output.map(halvedInfo),
    valueInfo: graph.valueInfo.map(halvedInfo),
    node: graph.node.map((node) => changed(node, { attribute: node.attribute.map(halvedAttribute) })),
  });
}

function halvedTensor(tensor: TensorProto): TensorProto {
  if (tensor.dataType !== float32) return tensor;
  const values = new Float32Array(Uint8Array.from(tensor.rawData).buffer);
  const { buffer } = Float16Array.from(values, (value) => Math.min(Math.max(value, -largest), largest));
  return changed(tensor, { dataType: float16, rawData: new Uint8Array(buffer) });
}

function halvedInfo(info: ValueInfo): ValueInfo {
  const value = info.type?.value;
  if (!info.type || value?.case !== "tensorType" || value.value.elemType !== float32) return info;
  const tensorType = changed(value.value, { elemType: float16 });
  return changed(info, { type: changed(info.type, { value: { case: "tensorType", value: tensorType } }) });
}

function halvedAttribute(given: Attribute): Attribute {
  if (given.t) return changed(given, { t: halvedTensor(given.t) });
  if (given.g) return changed(given, { g: halved(given.g) });
  return given.name === "to" && given.i === BigInt(float32) ? changed(given, { i: BigInt(float16) }) : given;
}
