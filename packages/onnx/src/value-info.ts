import { create } from "@bufbuild/protobuf";
import { type ValueInfoProto, ValueInfoProtoSchema } from "onnx-buf";
import { type DataType, dataTypes } from "./data-type.ts";

/** A size known when the graph is built, or the name of one known when it runs, such as "batch_size". */
export type Dimension = number | string;

/** The type and shape of a graph's input or output. */
export function valueInfo(name: string, dataType: DataType, shape: readonly Dimension[]): ValueInfoProto {
  const dim = shape.map((size) => ({
    value:
      typeof size === "number"
        ? ({ case: "dimValue", value: BigInt(size) } as const)
        : ({ case: "dimParam", value: size } as const),
  }));
  const tensorType = { elemType: dataTypes[dataType], shape: { dim } };
  return create(ValueInfoProtoSchema, { name, type: { value: { case: "tensorType", value: tensorType } } });
}
