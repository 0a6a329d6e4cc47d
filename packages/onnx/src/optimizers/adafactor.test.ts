import { afterAll, expect, test } from "vitest";
import { Adafactor, type AdafactorGroup } from "./adafactor.ts";
import { OptimizerError } from "./errors.ts";
import { GradientAccumulator } from "./gradient-accumulator.ts";
import { KernelPool } from "./kernel-pool.ts";
import { float32View, type SharedTensor, SharedTensors } from "./shared-tensors.ts";

const pools = [1, 3].map((threads) => new KernelPool({ threads }));
const pool = pools[1] as KernelPool;
afterAll(() => {
  for (const each of pools) each.close();
});

const shapes: Readonly<Record<string, number[]>> = {
  matrix: [37, 300],
  wide: [1, 9],
  tall: [5, 1],
  convolution: [3, 2, 4, 5],
  bias: [11],
  scalar: [],
};
const wave = (length: number, phase: number, size = 1) =>
  Float32Array.from({ length }, (_, i) => size * Math.sin(i * 1.7 + phase) * (1 + (i % 7)));

function setUp(settings: Omit<AdafactorGroup, "parameters">, threads = pool) {
  const memory = new SharedTensors();
  const parameters = new Map(
    Object.entries(shapes).map(([name, shape]) => [name, memory.allocate(shape, { slots: 5 })]),
  );
  for (const tensor of parameters.values()) float32View(tensor).set(wave(float32View(tensor).length, 1, 0.1));
  const gradientTensors = new Map([...parameters].map(([name, tensor]) => [name, memory.beside(tensor)]));
  const gradients = new GradientAccumulator(parameters, { memory, pool: threads });
  const groups = [{ parameters: Object.keys(shapes), ...settings }];
  const optimizer = new Adafactor({ parameters, memory, pool: threads, groups });
  const values = (name: string) => float32View(parameters.get(name) as SharedTensor);
  const step = (t: number) => {
    for (const [name, tensor] of gradientTensors) {
      float32View(tensor).set(wave(float32View(tensor).length, t, 10 ** ((t % 3) - 2)));
      gradients.add([[name, tensor]]);
    }
    gradients.scale = 0.5;
    optimizer.step(gradients);
    gradients.clear();
  };
  return { values, step, optimizer };
}

type Numbers = number[];

/**
 * Adafactor as the paper and Hugging Face's documentation describe it, for one tensor of float64: for each matrix the second
 * moment is the outer product of the rows' and the columns' means, divided by the mean of the former.
 */
class Reference {
  x: Numbers;
  readonly #settings: Omit<AdafactorGroup, "parameters">;
  readonly #shape: readonly number[];
  #t = 0;
  #rows: Numbers = [];
  #columns: Numbers = [];
  #squares: Numbers = [];
  #momentum: Numbers = [];

  constructor(x: ArrayLike<number>, shape: readonly number[], settings: Omit<AdafactorGroup, "parameters">) {
    this.x = Array.from(x);
    this.#shape = shape;
    this.#settings = settings;
  }

  step(g: Numbers): void {
    const { learningRate, eps = [1e-30, 1e-3], clipThreshold = 1, decayRate = -0.8, ...s } = this.#settings;
    const t = ++this.#t;
    const beta2 = 1 - t ** decayRate;
    const relative = Math.min(s.warmupInit ? 1e-6 * t : 1e-2, 1 / Math.sqrt(t));
    const size = (s.scaleParameter ?? true) ? Math.max(eps[1], rms(this.x)) : 1;
    const rate = size * ((s.relativeStep ?? true) ? relative : (learningRate ?? Number.NaN));
    let u = this.#normalized(g, beta2, eps[0]);
    const clip = Math.max(1, rms(u) / clipThreshold);
    u = u.map((value) => (value / clip) * rate);
    const { beta1, weightDecay = 0 } = s;
    if (beta1 !== undefined) {
      u = u.map((value, i) => beta1 * (this.#momentum[i] ?? 0) + (1 - beta1) * value);
      this.#momentum = u;
    }
    this.x = this.x.map((value, i) => value * (1 - weightDecay * rate) - (u[i] as number));
  }

  #normalized(g: Numbers, beta2: number, eps: number): Numbers {
    const moved = (old: number | undefined, now: number) => beta2 * (old ?? 0) + (1 - beta2) * now;
    const squares = g.map((value) => value ** 2 + eps);
    if (this.#shape.length < 2) {
      this.#squares = squares.map((square, i) => moved(this.#squares[i], square));
      return g.map((value, i) => value / Math.sqrt(this.#squares[i] as number));
    }
    const [height, width] = this.#shape.slice(-2) as [number, number];
    const matrices = g.length / height / width;
    const [rows, columns]: Numbers[] = [[], []];
    for (let m = 0; m < matrices; m++) {
      const at = (i: number, j: number) => squares[(m * height + i) * width + j] as number;
      const indices = (length: number) => Array.from({ length }, (_, i) => i);
      for (const i of indices(height)) rows?.push(mean(indices(width).map((j) => at(i, j))));
      for (const j of indices(width)) columns?.push(mean(indices(height).map((i) => at(i, j))));
    }
    this.#rows = rows?.map((value, i) => moved(this.#rows[i], value)) ?? [];
    this.#columns = columns?.map((value, j) => moved(this.#columns[j], value)) ?? [];
    return g.map((value, k) => {
      const [m, i, j] = [Math.floor(k / height / width), Math.floor(k / width) % height, k % width] as const;
      const whole = mean(this.#rows.slice(m * height, (m + 1) * height));
      const estimate =
        ((this.#rows[m * height + i] as number) * (this.#columns[m * width + j] as number)) / whole;
      return value / Math.sqrt(estimate);
    });
  }
}

const mean = (values: Numbers) => values.reduce((sum, value) => sum + value, 0) / values.length;
const rms = (values: Numbers) => Math.sqrt(mean(values.map((value) => value ** 2)));

test.each<Omit<AdafactorGroup, "parameters">>([
  {},
  { warmupInit: true, clipThreshold: 0.3 },
  { learningRate: 0.03, relativeStep: false, scaleParameter: false },
  { learningRate: 0.1, relativeStep: false, weightDecay: 0.1, decayRate: -0.5 },
  { beta1: 0.9, weightDecay: 0.01, eps: [1e-8, 0.2] },
])("steps are those of the formulas in float64: %j", (settings) => {
  const { values, step } = setUp(settings);
  const references = Object.entries(shapes).map(
    ([name, shape]) => [name, new Reference(values(name), shape, settings)] as const,
  );
  for (let t = 1; t <= 6; t++) {
    step(t);
    for (const [name, reference] of references) {
      const given = wave(values(name).length, t, 10 ** ((t % 3) - 2));
      reference.step(Array.from(given, (value) => value / 2));
      const largest = Math.max(...reference.x.map(Math.abs));
      for (const [i, value] of reference.x.entries())
        expect(Math.abs((values(name)[i] as number) - value), `${name} ${i}`).toBeLessThan(2e-6 * largest);
    }
  }
});

test("of a matrix rows and columns are kept, and nothing of its size", () => {
  const { optimizer, step } = setUp({});
  step(1);
  const state = [...optimizer.stateDict()].map(([name, { shape }]) => [name, shape]);
  expect(Object.fromEntries(state)).toEqual({
    ...Object.fromEntries(Object.keys(shapes).map((name) => [`${name}.step`, []])),
    "matrix.exp_avg_sq_row": [37],
    "matrix.exp_avg_sq_col": [300],
    "wide.exp_avg_sq_row": [1],
    "wide.exp_avg_sq_col": [9],
    "tall.exp_avg_sq_row": [5],
    "tall.exp_avg_sq_col": [1],
    "convolution.exp_avg_sq_row": [3, 2, 4],
    "convolution.exp_avg_sq_col": [3, 2, 5],
    "bias.exp_avg_sq": [11],
    "scalar.exp_avg_sq": [],
  });
});

test("the number of threads does not matter, and a state continues as if nothing had happened", async () => {
  const settings = { beta1: 0.5 };
  const [one, other] = pools.map((each) => setUp(settings, each)) as [Setup, Setup];
  for (const t of [1, 2]) {
    one.step(t);
    other.step(t);
  }
  const continued = setUp(settings);
  await continued.optimizer.loadStateDict(one.optimizer.stateDict());
  for (const name of Object.keys(shapes)) continued.values(name).set(one.values(name));
  for (const model of [one, other, continued]) model.step(3);
  for (const name of Object.keys(shapes)) {
    expect(other.values(name)).toEqual(one.values(name));
    expect(continued.values(name)).toEqual(one.values(name));
  }
});
type Setup = ReturnType<typeof setUp>;

test("a gradient of zeros moves nothing but what decays", () => {
  const memory = new SharedTensors();
  const parameter = memory.allocate([4, 4], { slots: 4 });
  float32View(parameter).fill(2);
  const parameters = new Map([["x", parameter]]);
  const gradients = new GradientAccumulator(parameters, { memory, pool });
  gradients.add([["x", memory.beside(parameter)]]);
  new Adafactor({ parameters, memory, pool, groups: [{ parameters: ["x"] }] }).step(gradients);
  expect(new Set(float32View(parameter))).toEqual(new Set([2]));
});

test.each<[Omit<AdafactorGroup, "parameters">, string]>([
  [
    { learningRate: 0.1 },
    "learningRate and relativeStep exclude each other, set relativeStep to false: 0.1, true",
  ],
  [{ relativeStep: false }, "without relativeStep there must be a learningRate: false, undefined"],
  [
    { learningRate: 0.1, relativeStep: false, warmupInit: true },
    "warmupInit needs relativeStep, set it to true: true, false",
  ],
  [{ decayRate: 0.8 }, "decayRate"],
])("settings that cannot be are refused: %j", (settings, message) => {
  expect(() => setUp(settings)).toThrow(OptimizerError);
  expect(() => setUp(settings)).toThrow(message);
});
