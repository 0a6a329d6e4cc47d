// Gradients pass quantised layers as if nothing were rounded: they are those of the same layer in floats, whose rules are
// compared with finite differences. The losses are linear, so that they do not depend on what was rounded.

import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { encodeOnnx } from "../encode-onnx.ts";
import { UnsupportedOperatorError } from "../errors.ts";
import { differentiate, gradientName } from "../gradients/differentiate.ts";
import { uniform } from "../gradients/finite-differences.fixture.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { randomBytes, randomFloats } from "./cases/quantization.fixture.ts";

type Build = (g: GraphBuilder, x: string) => string;

/** Σ sin(f(x)) for x float32 of a shape, or Σ f(x) c with a constant c for each element of the last axis. */
function lossOf(build: Build, shape: readonly (number | string)[], last?: number) {
  const g = new GraphBuilder("layer");
  const y = build(g, g.input("x", "float32", shape));
  const terms = last ? g.add("Mul", [y, randomFloats(g, "factors", [last], -1, 1)]) : g.add("Sin", [y]);
  g.output("loss", g.add("ReduceSum", [terms], { keepdims: 0 }), "float32", []);
  const { model } = g.build();
  for (const set of model.opsetImport) if (set.domain === "") set.version = 21n;
  return model;
}

async function gradientOf(build: Build, dims: readonly number[], last: number): Promise<readonly number[]> {
  const shape = dims.map((size, axis) => (axis === 0 ? "batch_size" : size));
  const model = await differentiate(lossOf(build, shape, last), { loss: "loss", wrt: ["x"] });
  const session = await InferenceSession.create(encodeOnnx(model), { logSeverityLevel: 3 });
  const random = uniform(11);
  const count = dims.reduce((a, b) => a * b);
  const x = new Tensor(
    "float32",
    Float32Array.from({ length: count }, () => 2 * random() - 1),
    dims,
  );
  const results = await session.run({ x });
  await session.release();
  return gradientIn(results);
}

function gradientIn(results: InferenceSession.ReturnType): number[] {
  return Array.from((results[gradientName("x")]?.data ?? []) as Float32Array);
}

const toFloat = { to: 1 };
const perColumn = [5];

/** x times an int8 matrix, quantised when it runs, as onnxruntime's quantiser writes it for q, k and v of one x. */
const dynamicMatMul: Build = (g, x) => {
  const [q = "", scale = "", zero = ""] = g.addMany("DynamicQuantizeLinear", [x], 3);
  const products = ["first", "second of both"].map((name) => {
    const weight = randomBytes(g, name, "int8", [4, 5]);
    const weightZero = randomBytes(g, `${name} zero`, "int8", perColumn);
    const product = g.add("MatMulInteger", [q, weight, zero, weightZero]);
    const scales = g.add("Mul", [scale, randomFloats(g, `${name} scale`, perColumn)]);
    return g.add("Mul", [g.add("Cast", [product], toFloat), scales]);
  });
  return g.add("Add", products);
};

const dynamicInFloats: Build = (g, x) => {
  const products = ["first", "second of both"].map((name) => {
    const given = [
      randomBytes(g, name, "int8", [4, 5]),
      randomFloats(g, `${name} scale`, perColumn),
      randomBytes(g, `${name} zero`, "int8", perColumn),
    ];
    return g.add("MatMul", [x, g.add("DequantizeLinear", given, { axis: 1 })]);
  });
  return g.add("Add", products);
};

const kernel = [3, 2, 3, 3];
const convolution = { pads: [1, 1, 1, 1], strides: [2, 2] };

const layers: Readonly<
  Record<string, readonly [quantized: Build, floats: Build, dims: readonly number[], last: number]>
> = {
  "DynamicQuantizeLinear and MatMulInteger": [dynamicMatMul, dynamicInFloats, [3, 4], 5],
  "DynamicQuantizeLinear and ConvInteger": [
    (g, x) => {
      const [q = "", scale = "", zero = ""] = g.addMany("DynamicQuantizeLinear", [x], 3);
      const weight = randomBytes(g, "kernel", "uint8", kernel);
      const product = g.add(
        "ConvInteger",
        [q, weight, zero, randomBytes(g, "zero", "uint8", [])],
        convolution,
      );
      const scales = g.add("Mul", [scale, randomFloats(g, "scale", [])]);
      return g.add("Mul", [g.add("Cast", [product], toFloat), scales]);
    },
    (g, x) => {
      const given = [randomBytes(g, "kernel", "uint8", kernel), randomFloats(g, "scale", [])];
      const weight = g.add("DequantizeLinear", [...given, randomBytes(g, "zero", "uint8", [])]);
      return g.add("Conv", [x, weight], convolution);
    },
    [2, 2, 5, 5],
    3,
  ],
  "com.microsoft.DynamicQuantizeMatMul": [
    (g, x) => {
      const given = [randomBytes(g, "weight", "int8", [4, 5]), randomFloats(g, "scale", perColumn)];
      return g.add("com.microsoft.DynamicQuantizeMatMul", [
        x,
        ...given,
        randomBytes(g, "zero", "int8", perColumn),
      ]);
    },
    (g, x) => {
      const given = [randomBytes(g, "weight", "int8", [4, 5]), randomFloats(g, "scale", perColumn)];
      const weight = g.add("DequantizeLinear", [...given, randomBytes(g, "zero", "int8", perColumn)], {
        axis: 1,
      });
      return g.add("MatMul", [x, weight]);
    },
    [3, 4],
    5,
  ],
  "QuantizeLinear and DequantizeLinear around a reshape": [
    (g, x) => {
      const given = [g.scalar(0.01), g.add("Cast", [g.ints(190)], { to: 2 })];
      const quantized = g.add("Reshape", [g.add("QuantizeLinear", [x, ...given]), g.ints([-1, 2])]);
      return g.add("Mul", [g.add("DequantizeLinear", [quantized, ...given]), g.scalar(3)]);
    },
    // What is beyond 0.01 · (255 − 190) does not count.
    (g, x) => {
      const within = g.add("Clip", [x, g.scalar(-1.9), g.scalar(0.65)]);
      return g.add("Mul", [g.add("Reshape", [within, g.ints([-1, 2])]), g.scalar(3)]);
    },
    [3, 4],
    2,
  ],
};

/** A weight of int4 in blocks, uint8 or int8, as QDQ exports have them, which gradients pass without any rule. */
const weights: Readonly<Record<string, Build>> = {
  "int4 in blocks": (g, x) => {
    const given = [randomBytes(g, "weight", "int4", [16, 4]), randomFloats(g, "scale", [2, 4])];
    return g.add("MatMul", [x, g.add("DequantizeLinear", given, { axis: 0, block_size: 8 })]);
  },
  "uint8 in a Gemm": (g, x) => {
    const given = [randomBytes(g, "weight", "uint8", [4, 16]), randomFloats(g, "scale", [4])];
    const weight = g.add("DequantizeLinear", [...given, randomBytes(g, "zero", "uint8", [4])], { axis: 0 });
    return g.add("Gemm", [x, weight], { transB: 1 });
  },
};

function expectNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  expect(largest).toBeGreaterThan(0);
  const error = Math.max(...expected.map((value, i) => Math.abs(value - (actual[i] ?? Number.NaN))));
  expect(error / largest).toBeLessThan(tolerance);
}

describe("activations that are rounded", () => {
  test.each(Object.entries(layers))("%s", async (_, [quantized, floats, dims, last]) => {
    expectNear(await gradientOf(quantized, dims, last), await gradientOf(floats, dims, last), 1e-5);
  });
});

describe("weights that are rounded", () => {
  test.each(Object.entries(weights))("%s", async (_, build) => {
    const dims = [3, 16];
    const shape = ["batch_size", 16];
    const model = await differentiate(lossOf(build, shape), { loss: "loss", wrt: ["x"] });
    const session = await InferenceSession.create(encodeOnnx(model), { logSeverityLevel: 3 });
    const random = uniform(11);
    const values = Float32Array.from({ length: 48 }, () => 2 * random() - 1);
    const lossAt = async () =>
      Number((await session.run({ x: new Tensor("float32", values, dims) })).loss?.data[0]);
    const results = await session.run({ x: new Tensor("float32", values, dims) });
    const differences: number[] = [];
    for (const [i, value] of [...values].entries()) {
      values[i] = value + 1e-2;
      const above = await lossAt();
      values[i] = value - 1e-2;
      differences.push((above - (await lossAt())) / 2e-2);
      values[i] = value;
    }
    await session.release();
    expectNear(gradientIn(results), differences, 1e-2);
  });
});

describe("what is refused", () => {
  const refused = async (build: Build, wrt: readonly string[]) =>
    differentiate(lossOf(build, ["batch_size", 16]), { loss: "loss", wrt }).then(
      () => undefined,
      (error: unknown) => error,
    );

  test("training the scales of quantised weights", async () => {
    const error = await refused(
      (g, x) => {
        const given = [randomBytes(g, "weight", "uint8", [4, 1, 8]), randomFloats(g, "scales", [4, 1])];
        return g.add("com.microsoft.MatMulNBits", [x, ...given], { K: 16, N: 4, bits: 4, block_size: 16 });
      },
      ["scales"],
    );
    expect(error).toBeInstanceOf(UnsupportedOperatorError);
    expect((error as Error).message).toBe(
      "unsupported training of quantised weights, train adapters beside them (addLora): " +
        "com.microsoft.MatMulNBits (node MatMulNBits)",
    );
  });

  test("a weight that is no constant", async () => {
    const error = await refused(
      (g, x) => {
        const weight = g.add("Identity", [randomBytes(g, "weight", "uint8", [4, 1, 8])]);
        const inputs = [x, weight, randomFloats(g, "scales", [4, 1])];
        return g.add("com.microsoft.MatMulNBits", inputs, { K: 16, N: 4, bits: 4, block_size: 16 });
      },
      ["x"],
    );
    expect(error).toBeInstanceOf(UnsupportedOperatorError);
    expect(error).toMatchObject({ opType: "com.microsoft.MatMulNBits", node: "MatMulNBits" });
    expect((error as Error).message).toContain("make Identity an initializer of the graph");
  });

  test("another quantisation, and a layout of one device, each with the way out", async () => {
    const quantized = await refused(
      (g, x) => {
        const given = [randomBytes(g, "weight", "uint8", [32]), randomFloats(g, "scales", [4])];
        return g.add("com.microsoft.MatMulBnb4", [x, ...given], {
          K: 16,
          N: 4,
          block_size: 16,
          quant_type: 1,
        });
      },
      ["x"],
    );
    expect(quantized).toBeInstanceOf(UnsupportedOperatorError);
    expect((quantized as Error).message).toContain("quantise the weights with MatMulNBits or as QDQ");
  });
});
