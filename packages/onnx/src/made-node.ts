import { create } from "@bufbuild/protobuf";
import { type NodeProto, NodeProtoSchema } from "onnx-buf";
import { type AttributeValue, attribute } from "./attribute.ts";

/** A node of ONNX's own domain with one output, which names it. */
export function made(
  opType: string,
  input: string[],
  output: string,
  attributes: Readonly<Record<string, AttributeValue>> = {},
): NodeProto {
  const given = Object.entries(attributes).map(([name, value]) => attribute(name, value));
  return create(NodeProtoSchema, { opType, name: output, input, output: [output], attribute: given });
}
