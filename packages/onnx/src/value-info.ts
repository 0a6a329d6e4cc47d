import { create } from "@bufbuild/protobuf";
import { type ValueInfoProto, ValueInfoProtoSchema } from "onnx-buf";
import { type DataType, dataTypes } from "./data-type.ts";

/**
 * A size known when the graph is built, or the name of one known when it runs, such as "batch_size". The input that is the
 * mask of a dropout may have a product of names: "batch_size*num_choices".
 */
export type Dimension = number | string;

/** The size that a dimension has among those of a batch; nothing where a name is not among them. */
export function sizeOf(dimension: Dimension, sizes: ReadonlyMap<string, number>): number | undefined {
  if (typeof dimension === "number") return dimension;
  const factors = dimension.split("*").map((name) => sizes.get(name) ?? Number.NaN);
  const product = factors.reduce((a, b) => a * b, 1);
  return Number.isNaN(product) ? undefined : product;
}

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
