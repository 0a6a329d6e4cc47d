import { create } from "@bufbuild/protobuf";
import { AttributeProtoSchema, GraphProtoSchema, TensorProto_DataType, TensorProtoSchema } from "onnx-buf";
import { expect, test } from "vitest";
import { constantInts } from "./constant-ints.ts";

test("int64 constants are found in each of the forms that exporters write", () => {
  const dataType = TensorProto_DataType.INT64;
  const raw = create(TensorProtoSchema, {
    name: "raw",
    dims: [2n],
    dataType,
    // From a decoded file the bytes start anywhere.
    rawData: new Uint8Array([9, ...new Uint8Array(BigInt64Array.of(-1n, 2n ** 40n).buffer)]).subarray(1),
  });
  const list = create(TensorProtoSchema, { name: "list", dims: [1n], dataType, int64Data: [3n] });
  const real = create(TensorProtoSchema, {
    name: "real",
    dataType: TensorProto_DataType.FLOAT,
    floatData: [1],
  });
  const constant = (output: string, fields: object) => ({
    opType: "Constant",
    output: [output],
    attribute: [create(AttributeProtoSchema, fields)],
  });
  const node = (opType: string, input: string[], output: string) => ({ opType, input, output: [output] });
  const graph = create(GraphProtoSchema, {
    initializer: [raw, list, real],
    node: [
      constant("tensor", { name: "value", t: list }),
      constant("ints", { name: "value_ints", ints: [4n, 5n] }),
      constant("int", { name: "value_int", i: 6n }),
      constant("float", { name: "value_float", f: 7 }),
      node("Unsqueeze", ["int", "list"], "axes"),
      node("Concat", ["axes", "ints"], "together"),
      node("Concat", ["axes", "float"], "not all"),
      node("Mul", ["axes", "axes"], "computed"),
    ],
  });
  expect(Object.fromEntries(constantInts(graph))).toEqual({
    raw: [-1, 2 ** 40],
    list: [3],
    tensor: [3],
    ints: [4, 5],
    int: [6],
    axes: [6],
    together: [6, 4, 5],
  });
});
