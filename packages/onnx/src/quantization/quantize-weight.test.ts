import { create } from "@bufbuild/protobuf";
import { TensorProto_DataType, TensorProtoSchema } from "onnx-buf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { encodeOnnx } from "../encode-onnx.ts";
import { uniform } from "../gradients/finite-differences.fixture.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { dequantizeWeight, type QuantizedWeight, quantizeWeight } from "./quantize-weight.ts";

const [n, k] = [5, 80];
function randomWeight(count = n * k): Float32Array {
  const random = uniform(7);
  return Float32Array.from({ length: count }, () => 0.4 * (random() - 0.3));
}

/** x · Wᵀ by onnxruntime's kernel, with the rows of the unit matrix as x: W's columns. */
async function byKernel(weight: QuantizedWeight): Promise<number[]> {
  const { bits, blockSize, data, scales, zeroPoints } = weight;
  const blocks = Math.ceil(k / blockSize);
  const { UINT8, FLOAT } = TensorProto_DataType;
  const graph = new GraphBuilder("quantized");
  const constant = (name: string, values: Uint8Array | Float32Array, dims: number[]) => {
    const dataType = values instanceof Float32Array ? FLOAT : UINT8;
    const rawData = new Uint8Array(values.buffer as ArrayBuffer);
    return graph.constant(create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType, rawData }));
  };
  const inputs = [
    graph.input("x", "float32", [k, k]),
    constant("data", data, [n, blocks, (blockSize * bits) / 8]),
    constant("scales", scales, [n, blocks]),
    constant("zeroPoints", zeroPoints, [n, Math.ceil((blocks * bits) / 8)]),
  ];
  const attributes = { K: k, N: n, bits, block_size: blockSize };
  graph.output("y", graph.add("com.microsoft.MatMulNBits", inputs, attributes), "float32", [k, n]);
  const session = await InferenceSession.create(encodeOnnx(graph.build().model));
  const unit = Float32Array.from({ length: k * k }, (_, i) => Number(i % (k + 1) === 0));
  const { y } = await session.run({ x: new Tensor("float32", unit, [k, k]) });
  await session.release();
  const columns = y?.data as Float32Array;
  return Array.from({ length: n * k }, (_, i) => columns[(i % k) * n + Math.floor(i / k)] as number);
}

test.each([2, 4, 8])("%i bits: onnxruntime reads the numbers that are meant", async (bits) => {
  const quantized = quantizeWeight(randomWeight(), [n, k], { bits, blockSize: 32 });
  const values = dequantizeWeight(quantized);
  for (const [i, value] of (await byKernel(quantized)).entries()) expect(values[i]).toBeCloseTo(value, 6);
});

test.each([2, 3, 4, 5, 6, 7, 8])("%i bits: a number moves by no more than half a step", (bits) => {
  const weight = randomWeight();
  const quantized = quantizeWeight(weight, [n, k], { bits, blockSize: 16 });
  const values = dequantizeWeight(quantized);
  for (const [i, value] of weight.entries()) {
    const scale = quantized.scales[Math.floor(i / 16)] as number;
    // Zero points are whole, so at the ends of a range it may be a whole step.
    expect(Math.abs((values[i] as number) - value)).toBeLessThanOrEqual(1.001 * scale);
    const isInside = Math.abs(value - 0.08) < 0.05;
    if (isInside && bits > 2) expect(Math.abs((values[i] as number) - value)).toBeLessThan(0.51 * scale);
  }
  const [blocks, points] = [5, Math.ceil((5 * bits) / 8)];
  expect(quantized.bytes).toBe(n * (blocks * (2 * bits + 2) + points));
});

test("zero stays zero, and a block of zeros is no division by it", () => {
  const weight = Float32Array.from({ length: 32 }, (_, i) => (i < 16 ? 0 : i % 4 === 0 ? 0 : i - 10));
  const values = dequantizeWeight(quantizeWeight(weight, [1, 32], { bits: 3, blockSize: 16 }));
  expect([...values].every((value, i) => weight[i] !== 0 || value === 0)).toBe(true);
  expect(values.every(Number.isFinite)).toBe(true);
});

test("other bits, blocks and shapes are refused", () => {
  const weight = randomWeight();
  expect(() => quantizeWeight(weight, [n, k], { bits: 1 })).toThrow("bits from 2 to 8 expected: 1");
  expect(() => quantizeWeight(weight, [n, k], { bits: 4, blockSize: 12 })).toThrow(
    "multiple of 8 expected: 12",
  );
  expect(() => quantizeWeight(weight, [n, 10], { bits: 4 })).toThrow(
    "5 rows of 10 numbers expected, 50 in all: 400",
  );
});
