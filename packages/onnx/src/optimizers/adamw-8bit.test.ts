import { afterAll, describe, expect, test } from "vitest";
import { storedTensor } from "../stored-tensor.ts";
import { AdamW } from "./adamw.ts";
import { AdamW8bit, type AdamW8bitGroup } from "./adamw-8bit.ts";
import { boundariesOf, dynamicMap, leastNumbers } from "./dynamic-map.ts";
import { OptimizerError } from "./errors.ts";
import { GradientAccumulator } from "./gradient-accumulator.ts";
import { KernelPool } from "./kernel-pool.ts";
import { float32View, type SharedTensor, SharedTensors } from "./shared-tensors.ts";

const pools = [1, 2].map((threads) => new KernelPool({ threads }));
const pool = pools[1] as KernelPool;
afterAll(() => {
  for (const each of pools) each.close();
});

describe.each([true, false])("the map of values, signed: %s", (signed) => {
  const map = dynamicMap(signed);
  const boundaries = boundariesOf(map);

  test("has 256 values, 0 and 1 among them, in seven powers of ten", () => {
    expect(new Set(map).size).toBe(256);
    expect(map).toEqual(map.toSorted());
    expect(map).toContain(0);
    expect(map.at(-1)).toBe(1);
    const negative = map.filter((value) => value < 0);
    expect(negative.map((value) => -value).reverse()).toEqual(
      signed ? map.slice(128, -1) : new Float32Array(),
    );
    // The values of bitsandbytes: middles of equal parts of [0.1, 1], most in the largest power of ten.
    const parts = signed ? 64 : 128;
    const top = map.filter((value) => value > 0.1 && value < 1);
    expect(top).toHaveLength(parts);
    expect(top[0]).toBeCloseTo(0.1 + 0.45 / parts, 7);
    expect(top.at(-1)).toBeCloseTo(1 - 0.45 / parts, 7);
    const smallest = map.filter((value) => value > 0 && value < 1e-6);
    expect([...smallest].map((value) => value * 1e6)).toEqual(
      (signed ? [0.55] : [0.325, 0.775]).map((value) => expect.closeTo(value, 5)),
    );
  });

  test("numbers are rounded to the nearest value", () => {
    const numbers = leastNumbers(boundaries);
    const [bits, float] = [new Uint32Array(1), new Float32Array(1)];
    const candidates = [...boundaries.subarray(0, 255), ...map].flatMap((value) => [
      value,
      Math.fround(value * (1 + 2 ** -22)),
      Math.fround(value * (1 - 2 ** -22)),
    ]);
    for (let i = 0; i < 20_000; i++) candidates.push(Math.sin(i) * 10 ** -(i % 9));
    for (const candidate of candidates) {
      float[0] = signed ? candidate : Math.abs(candidate);
      bits.set(new Uint32Array(float.buffer));
      const x = float[0] as number;
      const least = numbers[(bits[0] as number) >>> 16] as number;
      const number = least + (x >= (boundaries[least] as number) ? 1 : 0);
      const nearest = Math.min(...map.map((value) => Math.abs(value - x)));
      expect(Math.abs((map[number] as number) - x)).toBeLessThanOrEqual(nearest + 3e-7 * Math.abs(x));
    }
  });
});

const [large, small] = [5000, 100];
const wave = (length: number, phase: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 1.7 + phase) * 10 ** -(i % 5));

function setUp(
  kind: typeof AdamW | typeof AdamW8bit,
  settings: Omit<AdamW8bitGroup, "parameters"> = {},
  on = pool,
) {
  const memory = new SharedTensors();
  const parameters = new Map(
    Object.entries({ large: [large / 10, 10], small: [small] }).map(([name, shape]) => [
      name,
      memory.allocate(shape, { slots: 4 }),
    ]),
  );
  for (const tensor of parameters.values()) float32View(tensor).set(wave(float32View(tensor).length, 1));
  const gradientTensors = new Map([...parameters].map(([name, tensor]) => [name, memory.beside(tensor)]));
  const gradients = new GradientAccumulator(parameters, { memory, pool: on });
  const groups = [{ parameters: ["large", "small"], learningRate: 0.01, ...settings }];
  const optimizer = new kind({ parameters, memory, pool: on, groups });
  const values = (name: string) => float32View(parameters.get(name) as SharedTensor);
  const step = (gradientOf: (x: Float32Array, name: string) => Float32Array) => {
    for (const [name, tensor] of gradientTensors) {
      float32View(tensor).set(gradientOf(values(name), name));
      gradients.add([[name, tensor]]);
    }
    optimizer.step(gradients);
    gradients.clear();
  };
  return { values, step, optimizer };
}

async function floats(tensor: ReturnType<typeof storedTensor> | undefined): Promise<Float32Array> {
  const bytes = (await tensor?.read()) ?? new Uint8Array();
  return tensor?.dtype === "U8" ? Float32Array.from(bytes) : new Float32Array(bytes.slice().buffer);
}

test("moments are within half a step of the map of those of 32 bits, and the first step is the same", async () => {
  const [exact, eight] = [setUp(AdamW), setUp(AdamW8bit)];
  for (const { step } of [exact, eight]) step((x) => wave(x.length, 2));
  expectClose(eight.values("large"), exact.values("large"), 1e-6);
  const [expected, state] = [exact.optimizer.stateDict(), eight.optimizer.stateDict()];
  for (const [i, moment] of ["exp_avg", "exp_avg_sq"].entries()) {
    const map = dynamicMap(i === 0);
    const bytes = await floats(state.get(`large.state${i + 1}`));
    const scales = await floats(state.get(`large.absmax${i + 1}`));
    const values = await floats(expected.get(`large.${moment}`));
    expect(scales).toHaveLength(Math.ceil(large / 256));
    for (const [j, value] of values.entries()) {
      const scale = scales[Math.floor(j / 256)] as number;
      const block = values.subarray(j - (j % 256), j - (j % 256) + 256).map(Math.abs);
      expect(scale / Math.max(...block)).toBeCloseTo(1, 5);
      const error = Math.abs(scale * (map[bytes[j] as number] as number) - value);
      // Parts are 0.9 / 64 of the scale where they are widest, or half of that.
      expect(error).toBeLessThanOrEqual(scale * (0.45 / (i === 0 ? 64 : 128)) * 1.001);
    }
  }
});

test("a parameter takes a byte for each moment and its scales; small ones and those with optimBits 32 take 4", () => {
  const shapes = (settings: Omit<AdamW8bitGroup, "parameters">) => {
    const { optimizer, step } = setUp(AdamW8bit, settings);
    step((x) => x);
    return Object.fromEntries(
      [...optimizer.stateDict()].map(([name, { dtype, shape }]) => [name, [dtype, ...shape]]),
    );
  };
  const moments = (name: string, ...shape: unknown[]) => ({
    [`${name}.step`]: ["F32"],
    [`${name}.state1`]: shape,
    [`${name}.state2`]: shape,
  });
  expect(shapes({})).toEqual({
    ...moments("large", "U8", 500, 10),
    "large.absmax1": ["F32", 20],
    "large.absmax2": ["F32", 20],
    ...moments("small", "F32", 100),
  });
  const in32 = { ...moments("large", "F32", 500, 10), ...moments("small", "F32", 100) };
  expect(shapes({ optimBits: 32 })).toEqual(in32);
  expect(shapes({ min8bitSize: large + 1 })).toEqual(in32);
  expect(() => shapes({ min8bitSize: 100 })).toThrow(OptimizerError);
});

test("a training goes as with 32 bits", () => {
  // A least squares problem of unequal curvatures, from noisy gradients.
  const [exact, eight] = [setUp(AdamW), setUp(AdamW8bit)];
  const loss = ({ values }: typeof exact) =>
    values("large").reduce((sum, x, i) => sum + (1 + (i % 3)) * (x - 0.3) ** 2, 0) / large;
  const curves = [exact, eight].map((model) =>
    Array.from({ length: 150 }, (_, t) => {
      model.step((x) =>
        x.map((value, i) => 2 * (1 + (i % 3)) * (value - 0.3) + 0.5 * Math.sin(i * 7.3 + t * 5.1)),
      );
      return loss(model);
    }),
  );
  const [a, b] = curves as [number[], number[]];
  expect(a.at(-1)).toBeLessThan((a[0] as number) / 20);
  for (const [t, value] of a.entries())
    expect(Math.abs((b[t] as number) - value)).toBeLessThan(0.02 * (a[0] as number));
});

test("the number of threads does not matter, and a state continues as if nothing had happened", async () => {
  const [one, other] = pools.map((each) => setUp(AdamW8bit, {}, each)) as [Setup, Setup];
  const gradient = (t: number) => (x: Float32Array) => wave(x.length, t);
  for (const t of [1, 2]) for (const model of [one, other]) model.step(gradient(t));
  const continued = setUp(AdamW8bit);
  await continued.optimizer.loadStateDict(one.optimizer.stateDict());
  for (const name of ["large", "small"]) continued.values(name).set(one.values(name));
  for (const model of [one, other, continued]) model.step(gradient(3));
  for (const name of ["large", "small"]) {
    expect(other.values(name)).toEqual(one.values(name));
    expect(continued.values(name)).toEqual(one.values(name));
  }
  const floats32 = new Map(one.optimizer.stateDict()).set(
    "large.state1",
    storedTensor("F32", [500, 10], new Float32Array(large)),
  );
  await expect(continued.optimizer.loadStateDict(floats32)).rejects.toThrow("expected U8 [500,10]");
});
type Setup = ReturnType<typeof setUp>;

function expectClose(given: Float32Array, expected: Float32Array, bound: number): void {
  for (const [i, value] of expected.entries())
    expect(Math.abs((given[i] as number) - value)).toBeLessThan(bound);
}
