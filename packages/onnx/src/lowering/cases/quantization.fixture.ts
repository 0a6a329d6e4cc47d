import { create } from "@bufbuild/protobuf";
import { TensorProto_DataType, TensorProtoSchema } from "onnx-buf";
import { type Case, index, real, uniform } from "../../gradients/finite-differences.fixture.ts";
import type { GraphBuilder } from "../../graph-builder.ts";
import { type ContribCases, tokens } from "./contrib.fixture.ts";

const { UINT8, INT8, UINT4, INT4, INT32 } = TensorProto_DataType;
const types = { uint8: UINT8, int8: INT8, uint4: UINT4, int4: INT4 };

/** A constant of random bytes, as many as its numbers take. */
export function randomBytes(
  g: GraphBuilder,
  name: string,
  type: keyof typeof types,
  dims: readonly number[],
): string {
  const random = uniform(name.length + dims.length);
  const bits = type.endsWith("4") ? 4 : 8;
  const count = Math.ceil((dims.reduce((a, b) => a * b, 1) * bits) / 8);
  const rawData = Uint8Array.from({ length: count }, () => Math.floor(256 * random()));
  return g.constant(
    create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: types[type], rawData }),
  );
}

/** A constant of random floats from 0.02 to 0.1, as scales are, or in another range. */
export function randomFloats(
  g: GraphBuilder,
  name: string,
  dims: readonly number[],
  low = 0.02,
  high = 0.1,
): string {
  const random = uniform(3);
  const values = Float32Array.from(
    { length: dims.reduce((a, b) => a * b, 1) },
    () => low + (high - low) * random(),
  );
  const fields = { name, dims: dims.map(BigInt), dataType: TensorProto_DataType.FLOAT };
  return g.constant(create(TensorProtoSchema, { ...fields, rawData: new Uint8Array(values.buffer) }));
}

interface NBits {
  readonly bits: number;
  readonly k?: number;
  readonly blockSize?: number;
  readonly zeroPoints?: "packed" | "float";
  readonly hasIndex?: boolean;
  readonly hasBias?: boolean;
}

const n = 3;

/** x [batch, sequence, k] times a weight of n rows in blocks. */
export function matMulNBits({
  bits,
  k = 40,
  blockSize = 16,
  zeroPoints,
  hasIndex = false,
  hasBias = false,
}: NBits): Case {
  const count = Math.ceil(k / blockSize);
  return {
    float32: true,
    inputs: { x: real(...tokens, k), ...(hasBias && { bias: real(n) }) },
    build: (g) => {
      const weight = randomBytes(g, "weight", "uint8", [n, count, (blockSize * bits) / 8]);
      const packed = () => randomBytes(g, "zeroPoints", "uint8", [n, Math.ceil((count * bits) / 8)]);
      const points = { packed, float: () => randomFloats(g, "zeroPoints", [n, count], 0, 2 ** bits - 1) };
      const blocks = Int32Array.from({ length: k }, (_, i) => (i * 7) % count);
      const index = {
        name: "index",
        dims: [BigInt(k)],
        dataType: INT32,
        rawData: new Uint8Array(blocks.buffer),
      };
      const inputs = [
        ...["x", weight, randomFloats(g, "scales", [n, count], 0.3 / 2 ** bits, 1.5 / 2 ** bits)],
        zeroPoints ? points[zeroPoints]() : "",
        hasIndex ? g.constant(create(TensorProtoSchema, index)) : "",
        ...(hasBias ? ["bias"] : []),
      ];
      return g.add("com.microsoft.MatMulNBits", inputs, { K: k, N: n, bits, block_size: blockSize });
    },
  };
}

export const nBitsCases: ContribCases = {
  "4 bits": matMulNBits({ bits: 4 }),
  "4 bits, blocks that fit": matMulNBits({ bits: 4, k: 64, blockSize: 32 }),
  "4 bits with zero points and a bias": matMulNBits({ bits: 4, zeroPoints: "packed", hasBias: true }),
  "4 bits with zero points that are floats": matMulNBits({ bits: 4, zeroPoints: "float" }),
  "8 bits": matMulNBits({ bits: 8, k: 32 }),
  "8 bits with zero points": matMulNBits({ bits: 8, zeroPoints: "packed" }),
  "2 bits": matMulNBits({ bits: 2 }),
  "2 bits with zero points": matMulNBits({ bits: 2, zeroPoints: "packed" }),
  "4 bits with an index of blocks": matMulNBits({ bits: 4, hasIndex: true }),
};

function gathered(type: "uint8" | "uint4" | "int4", bits: number, hasZeroPoints: boolean): Case {
  const numbers = type === "uint8" ? 8 / bits : 1;
  return {
    float32: true,
    inputs: { ids: index(-5, 4, ...tokens) },
    build: (g) => {
      const inputs = [
        ...[randomBytes(g, "table", type, [5, 32 / numbers]), "ids", randomFloats(g, "scales", [5, 2])],
        ...(hasZeroPoints ? [randomBytes(g, "points", type, [5, Math.ceil(2 / numbers)])] : []),
      ];
      const attributes = {
        gather_axis: 0,
        quantize_axis: 1,
        block_size: 16,
        ...(type === "uint8" && { bits }),
      };
      return g.add("com.microsoft.GatherBlockQuantized", inputs, attributes);
    },
  };
}

/** Integers as a result of the first of the given inputs, which is quantised when it runs or before. */
function integer(opType: string, withZeroPoints: boolean, perColumn: boolean): Case {
  const isDynamic = opType.endsWith("DynamicQuantizeMatMul");
  return {
    float32: true,
    inputs: isDynamic ? { x: real(...tokens, 8) } : {},
    build: (g) => {
      const y = randomBytes(g, "weight", "int8", [8, 4]);
      const scales = randomFloats(g, "scales", perColumn ? [4] : []);
      const zero = withZeroPoints ? randomBytes(g, "zero", "int8", perColumn ? [4] : []) : "";
      const bias = randomFloats(g, "bias", [4]);
      if (isDynamic) return g.add(opType, ["x", y, scales, zero, bias]);
      const x = randomBytes(g, "left", "uint8", [3, 8]);
      const a = withZeroPoints ? randomBytes(g, "other zero", "uint8", []) : "";
      return g.add(opType, [x, y, randomFloats(g, "scale", []), scales, a, zero, bias]);
    },
  };
}

const axes = { "for a whole tensor": [], "along an axis": [4] };

/** Rounded to 8 bits and back, in com.microsoft's own operators. */
const fakeQuantization: ContribCases = Object.fromEntries(
  Object.entries(axes).map(([name, dims]) => [
    name,
    {
      inputs: { x: real(...tokens, 4) },
      build: (g: GraphBuilder) => {
        const given = [randomFloats(g, "scale", dims, 0.01, 0.02), randomBytes(g, "zero", "uint8", dims)];
        const attributes: Record<string, number> = dims.length > 0 ? { axis: 2 } : {};
        const quantized = g.add("com.microsoft.QuantizeLinear", ["x", ...given], attributes);
        return g.add("com.microsoft.DequantizeLinear", [quantized, ...given], attributes);
      },
    },
  ]),
);

/** Quantised operators by name. Those that round activations have no finite differences. */
export const quantizationCases: Readonly<Record<string, ContribCases>> = {
  "com.microsoft.MatMulNBits": nBitsCases,
  "com.microsoft.GatherBlockQuantized": {
    "bytes of 4 bits": gathered("uint8", 4, false),
    "bytes of 4 bits with zero points": gathered("uint8", 4, true),
    "bytes of 8 bits with zero points": gathered("uint8", 8, true),
    "bytes of 2 bits": gathered("uint8", 2, false),
    "uint4 with zero points": gathered("uint4", 4, true),
    int4: gathered("int4", 4, false),
  },
  "com.microsoft.DynamicQuantizeMatMul": {
    "for a whole tensor": integer("com.microsoft.DynamicQuantizeMatMul", true, false),
    "for each column": integer("com.microsoft.DynamicQuantizeMatMul", true, true),
  },
  "com.microsoft.MatMulIntegerToFloat": {
    "without zero points": integer("com.microsoft.MatMulIntegerToFloat", false, false),
    "for each column": integer("com.microsoft.MatMulIntegerToFloat", true, true),
  },
  "com.microsoft.DequantizeLinear": fakeQuantization,
  "com.microsoft.QuantizeLinear": fakeQuantization,
};
