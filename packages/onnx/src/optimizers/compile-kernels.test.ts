import { expect, test } from "vitest";
import { compileKernels } from "./compile-kernels.ts";
import { elementwise, reduction } from "./kernel.ts";
import { webAssembly } from "./webassembly.ts";

const kernels = {
  swap: elementwise(["x", "y"], [], ({ x, y }) => ({ x: y, y: x })),
  all: elementwise(["x", "y", "z", "out"], ["a", "b"], ({ x, y, z, a, b }) => {
    const shared = x.mul(a).sub(y);
    return { out: shared.mul(shared).add(b).sqrt().div(z).neg().add(shared) };
  }),
  squares: reduction(["x"], ({ x }) => x.mul(x)),
  difference: reduction(["x", "y"], ({ x, y }) => x.sub(y).neg().sqrt().div(y)),
};
const lengths = [0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 33, 100];

/** Four arrays of 128 elements in one memory, with values in [1, 2), and the kernels over it. */
function setUp() {
  const memory = new webAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const { exports } = new webAssembly.Instance(new webAssembly.Module(compileKernels(kernels)), {
    env: { memory },
  });
  const offsets = [64, 640, 1216, 1792];
  const arrays = offsets.map((offset) => new Float32Array(memory.buffer, offset, 128));
  for (const [i, array] of arrays.entries())
    for (let j = 0; j < 128; j++) array[j] = 1 + (((i * 128 + j) * 0.618) % 1);
  const run = (name: keyof typeof kernels, count: number, coefficients: number[] = [], from = 0) =>
    exports[name]?.(...offsets.map((offset) => offset + 4 * from), count, from, ...coefficients);
  return { arrays: arrays as [Float32Array, Float32Array, Float32Array, Float32Array], run };
}

test("all values are computed from the old elements, and nothing beyond the count is written", () => {
  for (const length of lengths)
    for (const from of [0, 1, 3]) {
      const { arrays, run } = setUp();
      const [x, y] = arrays.map((array) => array.slice()) as [Float32Array, Float32Array];
      run("swap", length, [], from);
      const expected = (a: Float32Array, b: Float32Array) =>
        a.map((value, i) => (i >= from && i < from + length ? (b[i] as number) : value));
      expect(arrays[0]).toEqual(expected(x, y));
      expect(arrays[1]).toEqual(expected(y, x));
    }
});

test("operations round to float32 one by one, alike in vectors and in what is left over", () => {
  const f = Math.fround;
  const [a, b] = [f(1.7), f(0.3)];
  for (const length of lengths) {
    const { arrays, run } = setUp();
    const [x, y, z, out] = arrays.map((array) => array.slice()) as typeof arrays;
    run("all", length, [a, b]);
    for (let i = 0; i < length; i++) {
      const shared = f(f((x[i] as number) * a) - (y[i] as number));
      out[i] = f(f(-f(f(Math.sqrt(f(f(shared * shared) + b))) / (z[i] as number))) + shared);
    }
    expect(arrays[3]).toEqual(out);
  }
});

test("a reduction sums in float64", () => {
  for (const length of lengths)
    for (const from of [0, 1, 2]) {
      const { arrays, run } = setUp();
      const [x, y] = arrays;
      let [squares, difference] = [0, 0];
      for (let i = from; i < from + length; i++) {
        y[i] = (y[i] as number) + 1;
        squares += (x[i] as number) ** 2;
        difference += Math.sqrt((y[i] as number) - (x[i] as number)) / (y[i] as number);
      }
      expect(run("squares", length, [], from)).toBeCloseTo(squares, 12);
      expect(run("difference", length, [], from)).toBeCloseTo(difference, 12);
    }
});

test("a sum of squares is not finite just where an element is not", () => {
  for (let i = 0; i < 13; i++) {
    const { arrays, run } = setUp();
    const [x] = arrays;
    x[i] = 3.4e38;
    expect(run("squares", 13)).toBeCloseTo(Math.fround(3.4e38) ** 2, -62);
    x[i] = Number.NEGATIVE_INFINITY;
    expect(run("squares", 13)).toBe(Number.POSITIVE_INFINITY);
    x[i] = Number.NaN;
    expect(run("squares", 13)).toBeNaN();
    expect(run("squares", i)).toBeLessThan(100);
  }
});
