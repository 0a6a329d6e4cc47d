import { describe, expect, test } from "vitest";
import { compile } from "../compile/compile.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { autocast, type MixedPrecision } from "./autocast.ts";

const [rows, inner, columns] = [3, 40, 5];

/** y = x w, and the mean of y² as loss. */
function product() {
  const g = new GraphBuilder("product");
  const y = g.add("MatMul", [g.input("x", "float32", ["rows", inner]), g.parameter("w", [inner, columns])]);
  g.output("y", y, "float32", ["rows", columns]);
  g.output("loss", g.add("ReduceMean", [g.add("Mul", [y, y])], { keepdims: 0 }), "float32", []);
  return g.build();
}

/** Rounds to the nearest number with 8 bits of significand, ties to even. */
function bfloat16(x: number): number {
  const bits = new Uint32Array(Float32Array.of(x).buffer);
  const [word = 0] = bits;
  bits[0] = (word + 0x7fff + ((word >>> 16) & 1)) & 0xffff0000;
  return new Float32Array(bits.buffer)[0] ?? 0;
}

const round = { no: Math.fround, fp16: (x: number) => new Float16Array([x])[0] ?? 0, bf16: bfloat16 };

function random(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** The same by three loops, with sums in float64. */
function byHand(x: Float32Array, w: Float32Array, precision: MixedPrecision, scale: number) {
  const r = round[precision];
  const at = (values: Float32Array | number[], i: number) => values[i] as number;
  const cells = (a: number, b: number, of: (i: number, j: number) => number) =>
    Array.from({ length: a * b }, (_, k) => of(Math.floor(k / b), k % b));
  const sum = (n: number, of: (k: number) => number) =>
    Array.from({ length: n }, (_, k) => of(k)).reduce((a, b) => a + b, 0);
  const y = cells(rows, columns, (i, j) =>
    r(sum(inner, (k) => r(at(x, i * inner + k)) * r(at(w, k * columns + j)))),
  );
  const dy = y.map((value) => (2 * value * scale) / y.length);
  const dw = cells(inner, columns, (k, j) =>
    r(sum(rows, (i) => r(at(x, i * inner + k)) * r(at(dy, i * columns + j)))),
  );
  return { y, loss: sum(y.length, (i) => at(y, i) ** 2) / y.length, dw: dw.map((value) => value / scale) };
}

/** Relative to the largest. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const largest = Math.max(...Array.from(b, Math.abs));
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] as number)))) / largest;
}

async function computed(precision: MixedPrecision, x: Float32Array, w: Float32Array, scale = 1) {
  await using model = await compile({
    graph: product(),
    weights: new Map([["w", w]]),
    mixedPrecision: precision,
    outputs: ["y"],
    device: "cpu",
  });
  const batch = { x: { type: "float32", data: x, dims: [rows, inner] } };
  const { loss, outputs } = await model.backward(batch, { scale });
  const areFinite = await model.unscaleGradients(scale);
  const evaluated = await model.evaluate(batch, { outputs: ["y"] });
  return { loss, y: outputs.y?.data, dw: await model.gradient("w"), areFinite, evaluated: evaluated.y?.data };
}

describe.each(["no", "fp16", "bf16"] as const)("a product in %s", (precision) => {
  const [x, w] = [random(rows * inner, 1), random(inner * columns, 2)];

  test("is the one of rounded numbers, forward and backward, in training and in evaluation", async () => {
    const got = await computed(precision, x, w);
    const expected = byHand(x, w, precision, 1);
    // A sum in another order may fall on the other side of a rounding, which is rare: half a unit of the last place.
    const bound = { no: 1e-6, fp16: 2 ** -11, bf16: 2 ** -8 }[precision];
    expect(distance(got.y as Float32Array, expected.y)).toBeLessThan(bound);
    expect(distance(got.dw as Float32Array, expected.dw)).toBeLessThan(bound);
    expect(Math.abs(got.loss / expected.loss - 1)).toBeLessThan(bound);
    expect(got.evaluated).toEqual(got.y);
    expect(got.areFinite).toBe(true);
    if (precision === "no") return;
    // Had nothing been rounded, the results would not be numbers of 16 bits.
    const values = [...(got.y as Float32Array), ...(got.dw as Float32Array)];
    expect(values.map(round[precision])).toEqual(values);
    expect(distance(got.y as Float32Array, byHand(x, w, "no", 1).y)).toBeGreaterThan(bound / 20);
  });
});

test("small gradients are lost in fp16 unless the loss is scaled; too large a scale overflows", async () => {
  // Gradients of about 1e-9.
  const [x, w] = [
    random(rows * inner, 1).map((v) => v * 1e-3),
    random(inner * columns, 2).map((v) => v * 1e-3),
  ];
  const lost = await computed("fp16", x, w);
  expect(new Set(lost.dw)).toEqual(new Set([0]));
  const kept = await computed("fp16", x, w, 2 ** 20);
  expect(distance(kept.dw as Float32Array, byHand(x, w, "no", 1).dw)).toBeLessThan(0.01);
  const overflown = await computed("fp16", x, w, 2 ** 40);
  expect(overflown.areFinite).toBe(false);
  const range = await computed("bf16", x, w);
  expect(distance(range.dw as Float32Array, byHand(x, w, "no", 1).dw)).toBeLessThan(0.02);
});

test("for devices with kernels products are of float16 themselves, and each value is cast once", () => {
  const g = new GraphBuilder("shared");
  const x = g.input("x", "float32", ["rows", 4]);
  const [a, b] = ["a", "b"].map((name) => g.add("MatMul", [x, g.parameter(name, [4, 4])])) as [
    string,
    string,
  ];
  g.output("loss", g.add("ReduceMean", [g.add("Add", [a, b])], { keepdims: 0 }), "float32", []);
  const nodes = (kernels: boolean) =>
    autocast(g.build(), "fp16", { kernels }).model.graph?.node.map(({ opType }) => opType);
  const casts = (kernels: boolean) => nodes(kernels)?.filter((opType) => opType === "Cast").length;
  // x, a and b before the two products, and their results.
  expect(casts(true)).toBe(5);
  expect(casts(false)).toBe(10);
  expect(nodes(true)).toContain("ReduceMean");
});
