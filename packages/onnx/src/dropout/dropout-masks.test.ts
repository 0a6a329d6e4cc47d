import { afterAll, expect, test } from "vitest";
import { GraphError } from "../errors.ts";
import { KernelPool } from "../optimizers/kernel-pool.ts";
import { float32View } from "../optimizers/shared-tensors.ts";
import { DropoutMasks, type DropoutSite } from "./dropout-masks.ts";
import { referenceMask } from "./reference-masks.fixture.ts";

const pools = [1, 2, 3].map((threads) => new KernelPool({ threads }));
afterAll(() => {
  for (const pool of pools) pool.close();
});

const sites: readonly DropoutSite[] = [
  { name: "hidden", shape: ["batch", "sequence", 8], probability: 0.1, number: 0 },
  { name: "attention", shape: ["batch", 3, "sequence", "sequence"], probability: 0.5, number: 1 },
  { name: "choices", shape: ["batch*sequence", 5], probability: 0.25, number: 7 },
];

const sizes = (batch: number, sequence: number) => new Map(Object.entries({ batch, sequence }));

function draw(masks: DropoutMasks, given: ReadonlyMap<string, number>, step = 0, seed = 42) {
  const drawn = masks.draw(given, { seed, step });
  return new Map([...drawn].map(([name, mask]) => [name, float32View(mask).slice()]));
}

test("masks are those of Philox for seed, step and site, whatever was drawn before", () => {
  const masks = new DropoutMasks(sites, pools[1] as KernelPool);
  for (const [batch, sequence, step, seed] of [
    [2, 5, 0, 0],
    [1, 1, 1, 42],
    [3, 17, 2 ** 24 + 5, 2 ** 47 + 11],
    [0, 4, 3, 1],
    [2, 5, 0, 0],
  ] as const) {
    const drawn = draw(masks, sizes(batch, sequence), step, seed);
    const lengths = [batch * sequence * 8, batch * 3 * sequence ** 2, batch * sequence * 5];
    for (const [i, { name, probability, number }] of sites.entries())
      expect(drawn.get(name)).toEqual(
        referenceMask(lengths[i] ?? 0, { seed, step, site: number, probability }),
      );
  }
});

test("masks do not depend on the number of threads", () => {
  const [one, two, three] = pools.map((pool) => draw(new DropoutMasks(sites, pool), sizes(16, 200)));
  expect(one?.get("attention")?.length).toBeGreaterThan(2 ** 20);
  expect(two).toEqual(one);
  expect(three).toEqual(one);
});

test("a size that no input has is an error with its name", () => {
  const masks = new DropoutMasks(sites, pools[0] as KernelPool);
  expect(() => draw(masks, new Map([["batch", 2]]))).toThrow(GraphError);
  expect(() => draw(masks, new Map([["batch", 2]]))).toThrow(
    "unknown size of mask hidden, expected a dimension of an input: sequence",
  );
});

// Bounds are of 5 standard deviations: a correct generator exceeds one of a hundred of them once in 20,000 seeds, and
// the seeds are fixed.
const n = 2 ** 20;
const one = (probability: number, number: number): DropoutSite => ({
  name: "x",
  shape: [n],
  probability,
  number,
});
const keeps = (probability: number, { number = 0, step = 0, seed = 42 } = {}) => {
  const masks = new DropoutMasks([one(probability, number)], pools[1] as KernelPool);
  return draw(masks, new Map(), step, seed).get("x") ?? new Float32Array();
};

test.each([0.001, 0.1, 0.2, 0.5, 0.9])("drops the share %d, and the others make up for it", (p) => {
  const mask = keeps(p);
  expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / (1 - p))]));
  const dropped = mask.filter((value) => value === 0).length;
  expect(Math.abs(dropped - n * p)).toBeLessThan(5 * Math.sqrt(n * p * (1 - p)));
  const mean = mask.reduce((sum, value) => sum + value, 0) / n;
  expect(Math.abs(mean - 1)).toBeLessThan(5 * Math.sqrt(p / (1 - p) / n));
});

test("masks of other sites, steps and seeds, and the four quarters of one, are not correlated", () => {
  const p = 0.3;
  const others = [
    {},
    { number: 1 },
    { number: 2 },
    { step: 1 },
    { step: 2 },
    { step: 2 ** 24 },
    { seed: 43 },
  ];
  const whole = others.map((settings) => keeps(p, settings));
  const [base] = whole as [Float32Array];
  const quarters = [0, 1, 2, 3].map((i) => base.subarray((i * n) / 4, ((i + 1) * n) / 4));
  const shifted = [1, 2, 3, 4, 8, 64].map((lag) => [base.subarray(lag), base.subarray(0, n - lag)] as const);
  const pairs = [...pairsOf(whole), ...pairsOf(quarters), ...shifted];
  expect(pairs).toHaveLength(21 + 6 + 6);
  for (const [a, b] of pairs) {
    const both = a.reduce((sum, value, i) => sum + (value > 0 && (b[i] as number) > 0 ? 1 : 0), 0);
    const expected = (1 - p) ** 2;
    expect(Math.abs(both - a.length * expected)).toBeLessThan(
      5 * Math.sqrt(a.length * expected * (1 - expected)),
    );
  }
});

test("every pattern of eight neighbours is as frequent as the others", () => {
  const mask = keeps(0.5);
  const counts = new Float64Array(256);
  for (let i = 0; i < n; i += 8) {
    const byte = mask.subarray(i, i + 8).reduce((bits, value) => 2 * bits + (value > 0 ? 1 : 0), 0);
    counts[byte] = (counts[byte] as number) + 1;
  }
  const expected = n / 8 / 256;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 255 degrees of freedom: mean 255, variance 510.
  expect(Math.abs(chiSquare - 255)).toBeLessThan(5 * Math.sqrt(510));
});

function pairsOf<T>(list: readonly T[]): [T, T][] {
  return list.flatMap((a, i) => list.slice(i + 1).map((b): [T, T] => [a, b]));
}
