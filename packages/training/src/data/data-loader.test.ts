import type { Batch } from "@llm-course/onnx";
import { describe, expect, test } from "vitest";
import { DataLoader, type DataLoaderOptions } from "./data-loader.ts";
import { DataLoaderError, RawTextError } from "./errors.ts";
import type { Dataset, Example } from "./example.ts";

const examples = (count: number): Example[] => Array.from({ length: count }, (_, id) => ({ id }));
const ids = (batch: Batch) => [...(batch.id?.data ?? [])].map(Number);

async function read(loader: AsyncIterable<Batch>): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const batch of loader) batches.push(ids(batch));
  return batches;
}

const load = (dataset: Dataset, options: DataLoaderOptions) => new DataLoader(dataset, options);

async function* stream(count: number) {
  yield* examples(count);
}

describe("order", () => {
  test("is the dataset's without shuffle; the last batch is smaller, or left out", async () => {
    expect(await read(load(examples(5), { batchSize: 2 }))).toEqual([[0, 1], [2, 3], [4]]);
    const loader = load(examples(5), { batchSize: 2, dropLast: true });
    expect(await read(loader)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(loader.length).toBe(2);
  });

  test("depends on seed and epoch alone, and has every example once", async () => {
    const epochOf = async (seed: number, epoch: number) => {
      const loader = load(examples(20), { batchSize: 3, shuffle: true, seed });
      loader.setEpoch(epoch);
      return read(loader);
    };
    const first = await epochOf(1, 0);
    expect(await epochOf(1, 0)).toEqual(first);
    expect(await epochOf(1, 1)).not.toEqual(first);
    expect(await epochOf(2, 0)).not.toEqual(first);
    expect(first.flat().sort((a, b) => a - b)).toEqual(examples(20).map(({ id }) => id));
  });

  test("is uniform", async () => {
    const counts = new Map<string, number>();
    const loader = load(examples(3), { batchSize: 3, shuffle: true });
    for (let epoch = 0; epoch < 3000; epoch++) {
      loader.setEpoch(epoch);
      const key = String(await loader.examplesOf(0));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    // 500 expected of each of the six orders, with a deviation of 20.
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(100);
  });

  test("goes on from any batch, without reading those before", async () => {
    const loaded: number[] = [];
    const dataset = {
      length: 10,
      at: async (id: number) => {
        loaded.push(id);
        return { id };
      },
    };
    const loader = load(dataset, { batchSize: 4, shuffle: true });
    const all = await read(loader);
    loaded.length = 0;
    expect(await read(loader.from(1))).toEqual(all.slice(1));
    expect(loaded).toHaveLength(6);
    expect(await loader.examplesOf(1)).toEqual(all[1]);
  });

  test("puts examples of similar length together, the longest first", async () => {
    const lengths = Array.from({ length: 64 }, (_, i) => 1 + ((i * 37) % 50));
    const dataset = lengths.map((length, id) => ({ id, input_ids: new Array(length).fill(1) }));
    const collate = (batch: readonly Example[]): Batch => ({
      id: {
        type: "int64",
        data: BigInt64Array.from(batch, ({ id }) => BigInt(Number(id))),
        dims: [batch.length],
      },
    });
    const spread = async (groupByLength: boolean) => {
      const batches = await read(load(dataset, { batchSize: 4, shuffle: true, groupByLength, collate }));
      expect(batches.flat().sort((a, b) => a - b)).toEqual(dataset.map(({ id }) => id));
      const of = (batch: number[]) => batch.map((id) => lengths[id] ?? 0);
      if (groupByLength) expect(of(batches[0] ?? [])[0]).toBe(Math.max(...lengths));
      const padding = batches.map(
        (batch) => Math.max(...of(batch)) * 4 - of(batch).reduce((sum, x) => sum + x, 0),
      );
      return padding.reduce((sum, tokens) => sum + tokens, 0);
    };
    expect(await spread(true)).toBeLessThan((await spread(false)) / 2);
  });
});

describe("shards", () => {
  test.each([
    { size: 12, together: [6, 6] },
    // Two left for two shards, one left over.
    { size: 8, together: [6, 2] },
    { size: 7, together: [7] },
  ])("of $size examples make up the batches $together of one loader", async ({ size, together }) => {
    const whole = await read(load(examples(size), { batchSize: 100, shuffle: true }));
    const shards = [0, 1].map((index) => ({ batchSize: 3, shuffle: true, shard: { index, count: 2 } }));
    const [first = [], second = []] = await Promise.all(
      shards.map((each) => read(load(examples(size), each))),
    );
    expect(first.map((batch, i) => batch.length + (second[i]?.length ?? 0))).toEqual(together);
    expect(first.flatMap((batch, i) => [...batch, ...(second[i] ?? [])])).toEqual(whole[0]);
    const streams = await Promise.all(
      shards.map(({ batchSize, shard }) => read(load(stream(size), { batchSize, shard }))),
    );
    expect(streams.map((batches) => batches.map(({ length }) => length))).toEqual([
      first.map(({ length }) => length),
      second.map(({ length }) => length),
    ]);
  });
});

test.each([0, 1])("of each kind of dataset need an example for each; given %i", async (size) => {
  const options = { shard: { index: 0, count: 2 } };
  const problem = `expected an example for each of 2 shards, given a dataset of: ${size}`;
  expect(() => load(examples(size), options)).toThrow(problem);
  await expect(read(load(stream(size), options))).rejects.toThrow(problem);
});

test("streams are read in their order", async () => {
  const loader = load(stream(5), { batchSize: 2 });
  expect(loader.length).toBeUndefined();
  expect(await read(loader)).toEqual([[0, 1], [2, 3], [4]]);
  expect(await read(load(stream(5), { batchSize: 2, dropLast: true }).from(1))).toEqual([[2, 3]]);
});

describe("refuses", () => {
  test.each([
    [{ batchSize: 0 }, "invalid batchSize, expected a whole number from 1 on: 0"],
    [{ shard: { index: 2, count: 2 } }, "invalid shard, expected an index below 2: 2"],
  ])("%j", (options, message) => {
    expect(() => load(examples(3), options)).toThrow(new DataLoaderError(message));
  });

  test("to shuffle a stream", () => {
    expect(() => load(stream(3), { shuffle: true })).toThrow("collect it into an array first");
  });

  test("an example that makes no tensor, and says which of the dataset", async () => {
    const dataset = [{ id: 0 }, { id: 1 }, { id: 2 }, { id: "three" }];
    const reading = read(load(dataset, { batchSize: 2 }));
    await expect(reading).rejects.toThrow(RawTextError);
    await expect(reading).rejects.toThrow(
      'example 3: id: text where numbers belong, tokenize it or remove the column: "three"',
    );
  });

  test("a dataset with a hole", async () => {
    const dataset = { length: 3, at: (id: number) => (id === 1 ? undefined : { id }) };
    await expect(read(load(dataset, { batchSize: 3 }))).rejects.toThrow("below 3, none at: 1");
  });
});
