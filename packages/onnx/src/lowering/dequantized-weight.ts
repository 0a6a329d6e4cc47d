import { create } from "@bufbuild/protobuf";
import { type TensorProto, TensorProto_DataType, TensorProtoSchema } from "onnx-buf";
import type { NodeView } from "../gradients/node-view.ts";
import type { Value } from "../gradients/value.ts";
import { reshape, slice } from "./shaping.ts";

/** The sizes of a matrix [N, K] whose rows are quantised in blocks. */
interface Blocks {
  readonly n: number;
  readonly k: number;
  readonly bits: number;
  readonly blockSize: number;
  readonly count: number;
}

/**
 * The weight of a MatMulNBits as float32 [N, K]: (q − zero point) · scale, with a scale and a zero point for each block of
 * a row. Bytes hold their first number in the lowest bits, as ONNX's tensors of 4 bits do, so they are taken as they are.
 */
export function dequantizedWeight(node: NodeView): Value {
  const [n, k, bits, blockSize] = [
    node.int("N", 0),
    node.int("K", 0),
    node.int("bits", 4),
    node.int("block_size", 0),
  ];
  const blocks: Blocks = { n, k, bits, blockSize, count: Math.ceil(k / blockSize) };
  const rows = n * blocks.count;
  const numbers = integers(node, node.tensor(1), [rows, blockSize], bits);
  const scales = reshape(node.input(2), [rows]);
  const isFloat = node.has(3) && node.input(3).type === "float32";
  const whole =
    node.has(4) || isFloat
      ? dequantizedByIndex(node, numbers, scales, blocks)
      : dequantizedByBlock(node, numbers, scales, blocks);
  return whole.shape[1] === k ? whole : slice(whole, 1, 0, k);
}

/** Blocks as rows of their own: that kernel is several times as fast as the one for blocks. */
function dequantizedByBlock(node: NodeView, numbers: Value, scales: Value, blocks: Blocks): Value {
  const { n, bits, blockSize, count } = blocks;
  const packed = node.has(3) ? node.tensor(3) : middle(node.tensor(1), [n, count], bits);
  const zeroPoints = integers(node, packed, [n, count], bits, [n * count]);
  const type = { type: "float32", shape: numbers.shape };
  const rows = numbers.graph.node("DequantizeLinear", [numbers, scales, zeroPoints], { axis: 0 }, type);
  return reshape(rows, [n, count * blockSize]);
}

/** Where a column names its block, or zero points are floats. */
function dequantizedByIndex(node: NodeView, numbers: Value, scales: Value, blocks: Blocks): Value {
  const { n, k, bits, blockSize, count } = blocks;
  const { graph } = numbers;
  const zeroPoints = node.optional(3);
  // onnxruntime's kernel looks packed zero points up by another index than scales.
  if (zeroPoints && zeroPoints.type !== "float32")
    node.unsupported("packed zero points with an index of blocks", "quantise without g_idx");
  const standard = Array.from({ length: k }, (_, i) => Math.floor(i / blockSize));
  const index = node.optional(4) ?? graph.ints(standard);
  const ofColumns = (x: Value) =>
    graph.node("Gather", [reshape(x, [n, count]), index], { axis: 1 }, { type: x.type, shape: [n, k] });
  const inputs = [numbers, graph.scalar(1, "float32")];
  const type = { type: "float32", shape: numbers.shape };
  const plain = graph.node("DequantizeLinear", inputs, {}, type);
  const floats = slice(reshape(plain, [n, count * blockSize]), 1, 0, k);
  return floats.sub(zeroPoints ? ofColumns(zeroPoints) : 2 ** (bits - 1)).mul(ofColumns(scales));
}

/** Packed numbers as a constant of their own type. Rows of an odd length are packed anew, since theirs end at a byte. */
function integers(
  node: NodeView,
  tensor: TensorProto,
  sizes: readonly [number, number],
  bits: number,
  dims: readonly number[] = sizes,
): Value {
  const bytes = tensor.rawData;
  const isWhole = bytes.length === Math.ceil((sizes[0] * sizes[1] * bits) / 8);
  const isByte = bits === 8;
  const isNibble = bits === 4;
  if (!isByte && !isNibble && bits !== 2)
    node.unsupported(`quantisation to ${bits} bits`, "quantise to 2, 4 or 8 bits");
  const rawData = (isByte || isNibble) && isWhole ? bytes : repacked(bytes, sizes, bits);
  const dataType = isByte || bits === 2 ? TensorProto_DataType.UINT8 : TensorProto_DataType.UINT4;
  const name = `${tensor.name}.${bits}bit`;
  const constant = create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType, rawData });
  return node.graph.constant(constant, { type: isNibble ? "uint4" : "uint8", shape: dims });
}

/** Rows that each begin a byte, as numbers one after the other: of 2 bits a byte each, of 4 bits two in a byte. */
function repacked(
  bytes: Uint8Array,
  [rows, columns]: readonly [number, number],
  bits: number,
): Uint8Array<ArrayBuffer> {
  const rowBytes = Math.ceil((columns * bits) / 8);
  const numbers = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const bit = column * bits;
      const byte = bytes[row * rowBytes + (bit >> 3)] ?? 0;
      numbers[row * columns + column] = (byte >> (bit & 7)) & (2 ** bits - 1);
    }
  if (bits !== 4) return numbers;
  const pairs = new Uint8Array(Math.ceil(numbers.length / 2));
  for (const [i, number] of numbers.entries())
    pairs[i >> 1] = (pairs[i >> 1] ?? 0) | (number << (4 * (i & 1)));
  return pairs;
}

/** The zero point where none is given, in the middle of the range; packed as those that are given. */
function middle(
  { name }: TensorProto,
  [rows, columns]: readonly [number, number],
  bits: number,
): TensorProto {
  const point = 2 ** (bits - 1);
  const byte = Array.from({ length: 8 / bits }, (_, i) => point << (i * bits)).reduce((a, b) => a | b);
  const rawData = new Uint8Array(rows * Math.ceil((columns * bits) / 8)).fill(byte);
  return create(TensorProtoSchema, { name: `${name}.zero_points`, rawData });
}
