import { create } from "@bufbuild/protobuf";
import { TensorProto_DataType, TensorProtoSchema } from "onnx-buf";
import { dataTypes } from "../data-type.ts";
import type { Value } from "../gradients/value.ts";
import type { ForeignNode } from "./foreign-node.ts";
import { concat, gather, reshape } from "./shaping.ts";

/**
 * Rows of a table of few bits by id, (q − zero point) · scale with both for each block of a row. Bytes are looked up
 * first, so only rows that are asked for are unpacked.
 */
export function gatherBlockQuantized(node: ForeignNode): [Value] {
  const table = node.tensor(0);
  const rank = table.dims.length;
  const last = (name: string) => (node.int(name, name === "gather_axis" ? 0 : 1) + rank) % rank;
  if (rank !== 2 || last("gather_axis") !== 0 || last("quantize_axis") !== 1)
    node.unsupported("axes of a quantised table", "quantise the rows of a matrix along its last axis");
  const isBytes = table.dataType === TensorProto_DataType.UINT8;
  const isSigned = table.dataType === TensorProto_DataType.INT4;
  if (!isBytes && !isSigned && table.dataType !== TensorProto_DataType.UINT4)
    node.unsupported(
      `quantisation to ${TensorProto_DataType[table.dataType]}`,
      "quantise to integers of 2, 4 or 8 bits",
    );
  const bits = isBytes ? node.int("bits", 4) : 4;
  const blockSize = node.int("block_size", 128);
  const ids = node.y;

  /** Of rows that are packed in whole bytes, those asked for, as floats. */
  const rows = (input: number): Value => {
    const { name, dims, rawData } = node.tensor(input);
    const numbers = Number(dims[1]) * (isBytes ? 8 / bits : 1);
    if ((numbers * bits) % 8 !== 0) node.unsupported("table whose rows end within a byte");
    const shape = [Number(dims[0]), (numbers * bits) / 8];
    const bytes = create(TensorProtoSchema, {
      ...{ name: `${name}.bytes`, rawData },
      ...{ dims: shape.map(BigInt), dataType: TensorProto_DataType.UINT8 },
    });
    return unpacked(gather(node.graph.constant(bytes, { type: "uint8", shape }), ids), bits, isSigned);
  };
  const numbers = rows(0);
  const scales = gather(node.input(2), ids);
  const standard = isBytes ? 2 ** (bits - 1) : 0;
  const zeroPoints = node.has(3) ? rows(3) : undefined;
  const [size, count] = [Number(numbers.shape.at(-1)), Number(scales.shape.at(-1))];
  const blocks = reshape(numbers, [...ids.shape, count, blockSize]);
  const centred = blocks.sub(zeroPoints ? zeroPoints.unsqueeze([ids.rank + 1]) : standard);
  return [reshape(centred.mul(scales.unsqueeze([ids.rank + 1])), [...ids.shape, size])];
}

/** Bytes [..., n] as the numbers they hold, float32 [..., n · 8 / bits], the lowest bits first. */
function unpacked(bytes: Value, bits: number, isSigned: boolean): Value {
  const { graph, shape } = bytes;
  const byte = (value: number) =>
    graph.node("Cast", [graph.ints(value)], { to: 2 }, { type: "uint8", shape: [] });
  const parts = Array.from({ length: 8 / bits }, (_, i) => {
    const shifted = graph.node("BitShift", [bytes, byte(i * bits)], { direction: "RIGHT" }, bytes);
    const number = graph.node("BitwiseAnd", [shifted, byte(2 ** bits - 1)], {}, bytes);
    return graph
      .node("Cast", [number], { to: dataTypes.float32 }, { type: "float32", shape })
      .unsqueeze([shape.length]);
  });
  const numbers = reshape(concat(parts, shape.length), [
    ...shape.slice(0, -1),
    (Number(shape.at(-1)) * 8) / bits,
  ]);
  if (!isSigned) return numbers;
  return numbers.less(2 ** (bits - 1)).where(numbers, numbers.sub(2 ** bits));
}
