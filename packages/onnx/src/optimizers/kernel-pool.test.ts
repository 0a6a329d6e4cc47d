import { spawnSync } from "node:child_process";
import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { afterAll, expect, test } from "vitest";
import { KernelJobError, KernelPoolError } from "./errors.ts";
import { type ElementwiseJob, type KernelJob, KernelPool } from "./kernel-pool.ts";
import { float32View, type SharedTensor, SharedTensors } from "./shared-tensors.ts";

const pools = [1, 2, 3].map((threads) => new KernelPool({ threads }));
afterAll(() => {
  for (const pool of pools) pool.close();
});
const [, pool] = pools as [KernelPool, KernelPool, KernelPool];

const sizes = [0, 1, 5, 1000, 2 ** 15, 2 ** 15 + 3, 300_001];
const adamW = {
  scale: 0.5,
  decay: 0.99,
  beta1: 0.9,
  oneMinusBeta1: 0.1,
  beta2: 0.99,
  oneMinusBeta2: 0.01,
  rootBiasCorrection2: 0.3,
  epsilon: 1e-8,
  stepSize: 0.01,
};

/** For each size a parameter with gradient and moments, of values in [0, 1), and the jobs that update them. */
function setUp(memory = new SharedTensors()) {
  const jobs = sizes.map((size): ElementwiseJob & { kernel: "adamW" } => {
    const parameter = memory.allocate([size], { slots: 4 });
    const [gradient, expAvg, expAvgSq] = [0, 1, 2].map(() => memory.beside(parameter)) as [
      SharedTensor,
      SharedTensor,
      SharedTensor,
    ];
    const tensors = { parameter, gradient, expAvg, expAvgSq };
    for (const [i, tensor] of Object.values(tensors).entries()) {
      const view = float32View(tensor);
      for (let j = 0; j < size; j++) view[j] = (j * 0.618 + i * 0.123) % 1;
    }
    return { kernel: "adamW", tensors, coefficients: adamW };
  });
  const sums = jobs.map(
    ({ tensors }): KernelJob => ({
      kernel: "sumSquares",
      tensors: { x: tensors.parameter },
      coefficients: {},
    }),
  );
  return { jobs, sums };
}

test("results do not depend on the number of threads", () => {
  const results = pools.map((pool) => {
    const { jobs, sums } = setUp();
    for (let step = 0; step < 5; step++) pool.run(jobs);
    return { values: jobs.map(({ tensors }) => float32View(tensors.parameter)), sums: pool.run(sums) };
  });
  expect(results[0]?.sums.at(-1)).toBeGreaterThan(1);
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});

test("a range is all that is read and written", () => {
  const x = new SharedTensors().allocate([100]);
  const fill = (first: number, end: number, value: number): KernelJob => ({
    kernel: "fill",
    tensors: { x },
    coefficients: { value },
    ranges: [[first, end]],
  });
  pool.run([fill(3, 50, 2), fill(50, 51, 7), fill(60, 60, 9)]);
  const expected = new Float32Array(100).fill(2, 3, 50).fill(7, 50, 51);
  expect(float32View(x)).toEqual(expected);
  expect(
    pool.run([
      {
        kernel: "sumSquares",
        tensors: { x },
        coefficients: {},
        ranges: [
          [2, 4],
          [49, 100],
        ],
      },
    ])[0],
  ).toBe(57);
});

test("there may be any number of jobs, also none", () => {
  const x = new SharedTensors().allocate([10_000]);
  const jobs = Array.from({ length: 10_000 }, (_, i): KernelJob => {
    return { kernel: "fill", tensors: { x }, coefficients: { value: i }, ranges: [[i, i + 1]] };
  });
  expect(pool.run(jobs)).toEqual(new Float64Array(10_000));
  expect(float32View(x)).toEqual(Float32Array.from({ length: 10_000 }, (_, i) => i));
  expect(pool.run([])).toEqual(new Float64Array(0));
});

test("tensors of several memories can be in one call, and memories may grow between calls", () => {
  const memories = [new SharedTensors(), new SharedTensors()];
  for (let round = 0; round < 3; round++) {
    const jobs = memories.flatMap((memory) => {
      const x = memory.allocate([200_000]);
      return { kernel: "fill", tensors: { x }, coefficients: { value: round + 1 } } as const;
    });
    pool.run(jobs);
    for (const { tensors } of jobs)
      expect(float32View(tensors.x).every((value) => value === round + 1)).toBe(true);
  }
});

test("a job that no kernel can run is an error before anything is run", () => {
  const memory = new SharedTensors();
  const [x, y] = [memory.allocate([4]), memory.allocate([5])];
  const fill: KernelJob = { kernel: "fill", tensors: { x }, coefficients: { value: 1 } };
  const run = (job: KernelJob) => () => pool.run([fill, job]);
  const add = (y: SharedTensor) => run({ kernel: "add", tensors: { x, y }, coefficients: {} });
  expect(add(y)).toThrow("mismatched tensor of add, expected 4 elements as in [4]: y [5]");
  expect(add(new SharedTensors().allocate([4]))).toThrow(KernelJobError);
  expect(run({ ...fill, ranges: [[2, 5]] })).toThrow("range outside of 4 elements: fill [2,5]");
  expect(
    run({
      ...fill,
      ranges: [
        [0, 1],
        [-1, 2],
      ],
    }),
  ).toThrow(KernelJobError);
  expect(float32View(x)).toEqual(new Float32Array(4));
});

test("a closed pool is an error", () => {
  const closed = new KernelPool({ threads: 1 });
  closed.close();
  expect(() => closed.run([])).toThrow(KernelPoolError);
});

test("closing ends the threads", async () => {
  const made = once(process, "worker");
  const pool = new KernelPool({ threads: 2 });
  const [worker] = (await made) as [Worker];
  const exited = once(worker, "exit");
  pool.close();
  expect(await exited).toEqual([0]);
});

test("a thread that died is an error", async () => {
  const made = once(process, "worker");
  using broken = new KernelPool({ threads: 2 });
  const [worker] = (await made) as [Worker];
  await worker.terminate();
  expect(() => broken.run([])).toThrow(KernelPoolError);
  expect(() => broken.run([])).toThrow("a thread of the pool ended");
});

test("a pool that was not closed lets the process end", () => {
  const module = new URL("./kernel-pool.ts", import.meta.url).href;
  const tensors = new URL("./shared-tensors.ts", import.meta.url).href;
  const source = `
    import { KernelPool } from ${JSON.stringify(module)};
    import { SharedTensors } from ${JSON.stringify(tensors)};
    const pool = new KernelPool({ threads: 3 });
    await new Promise((resolve) => setTimeout(resolve, 300)); // the threads sleep now
    const x = new SharedTensors().allocate([100_000]);
    pool.run([{ kernel: "fill", tensors: { x }, coefficients: { value: 1 } }]);
    console.log(pool.run([{ kernel: "sumSquares", tensors: { x }, coefficients: {} }])[0]);`;
  const { status, stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", source], {
    encoding: "utf8",
    timeout: 20_000,
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "100000\n" });
});
