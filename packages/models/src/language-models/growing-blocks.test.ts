import { expect, test } from "vitest";
import { growingBlocks } from "./growing-blocks.ts";

const tokens = Uint16Array.from({ length: 1000 }, (_, i) => i);
const options = { lengths: [8, 8, 32], batchSize: 3, seed: 1 };
const ids = (seed = 1) =>
  Array.from(growingBlocks(tokens, { ...options, seed }), ({ input_ids }) => [...(input_ids as Uint16Array)]);

test("an epoch has each token once, but for the ends, and full batches of one length", () => {
  const blocks = ids();
  const { maxSteps } = growingBlocks(tokens, options);
  expect(blocks).toHaveLength(3 * maxSteps);
  for (let step = 0; step < maxSteps; step++)
    expect(new Set(blocks.slice(3 * step, 3 * step + 3).map((block) => block.length)).size).toBe(1);
  const epochs = [blocks.slice(0, 123), blocks.slice(123, 246), blocks.slice(246)];
  for (const [epoch, length] of options.lengths.entries()) {
    const seen = (epochs[epoch] as number[][]).flat();
    expect(epochs[epoch]?.every((block) => block.length === length)).toBe(true);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(1000 - 4 * length);
  }
});

test("a block is a part of the text, and its labels are the same tokens", () => {
  for (const { input_ids, labels } of growingBlocks(tokens, options)) {
    const [first, ...others] = input_ids as Uint16Array;
    expect(others).toEqual(others.map((_, i) => (first as number) + i + 1));
    expect(labels).toEqual(input_ids);
  }
});

test("the order is mixed, the same each time, and another for another seed", () => {
  expect(ids()).toEqual(ids());
  expect(ids()).not.toEqual(ids(2));
  expect(ids().slice(0, 123)).not.toEqual(ids().slice(123, 246));
  expect(ids()[0]?.[0]).not.toBe(Math.min(...ids().slice(0, 123).flat()));
});
