import { describe, expect, test } from "vitest";
import { ColumnError, DatasetArgumentError, fromRows, IterableDataset, NumpyRandom } from "../src/index.ts";
import { workspace } from "./load/workspace.ts";

workspace();

type Numbered = { n: number };

/** `shards` parts of `size` rows, which count from 0 over all of them. */
function numbers(size: number, shards = 1, read: (n: number) => void = () => {}): IterableDataset<Numbered> {
  return IterableDataset.ofShards<Numbered>(
    Array.from(
      { length: shards },
      (_, shard) =>
        async function* rows(first: number) {
          for (let row = first; row < size; row++) {
            read(shard * size + row);
            yield { n: shard * size + row };
          }
        },
    ),
  );
}

async function take<R extends object>(
  stream: IterableDataset<R>,
  count = Number.POSITIVE_INFINITY,
): Promise<R[]> {
  const rows: R[] = [];
  if (count === 0) return rows;
  for await (const row of stream) if (rows.push(row) === count) break;
  return rows;
}
const values = async (stream: IterableDataset<Numbered>) => (await take(stream)).map(({ n }) => n);
const upTo = (end: number) => Array.from({ length: end }, (_, i) => i);

test("nothing is read before it is asked for, and no more than that", async () => {
  const read: number[] = [];
  const stream = numbers(1000, 1, (n) => read.push(n)).map(({ n }: Numbered) => ({ n: 2 * n }));
  expect(read).toEqual([]);
  expect(await take(stream, 3)).toEqual([{ n: 0 }, { n: 2 }, { n: 4 }]);
  expect(read.length).toBeLessThan(5);
});

test("map, filter, take, skip and batch do what they do with arrays", async () => {
  const stream = numbers(10, 3);
  expect(await values(stream.skip(4).take(5))).toEqual([4, 5, 6, 7, 8]);
  expect(await values(stream.filter(({ n }: Numbered) => n % 7 === 0))).toEqual([0, 7, 14, 21, 28]);
  const twice = stream.map(({ n }: { n: number[] }) => ({ n: n.flatMap((each) => [each, each]) }), {
    batched: true,
    batchSize: 4,
  });
  expect(await values(twice as IterableDataset<Numbered>)).toEqual(upTo(30).flatMap((n) => [n, n]));
  expect(await take(stream.batch(25))).toEqual([{ n: upTo(25) }, { n: [25, 26, 27, 28, 29] }]);
  expect(await take(stream.batch(25, { dropLastBatch: true }))).toHaveLength(1);
  const indexed = stream.map((_: Numbered, i: number) => ({ i }), {
    withIndices: true,
    removeColumns: ["n"],
  });
  expect((await take(indexed)).map((row) => row.i)).toEqual(upTo(30));
});

test("columns are chosen and renamed, and those that are not there are named", async () => {
  const stream = (await fromRows([{ a: 1, b: 2 }])).toIterableDataset();
  expect(stream.columnNames).toEqual(["a", "b"]);
  expect(await take(stream.renameColumn("a", "c"))).toEqual([{ c: 1, b: 2 }]);
  expect(await take(stream.selectColumns("b"))).toEqual([{ b: 2 }]);
  expect(await take(stream.removeColumns("b"))).toEqual([{ a: 1 }]);
  expect(() => stream.removeColumns("x")).toThrow(ColumnError);
});

describe("shuffle", () => {
  test("has every row once, in an order of the seed and the epoch", async () => {
    const shuffled = (seed: number) => numbers(100, 4).shuffle({ seed, bufferSize: 50 });
    const first = await values(shuffled(1));
    expect(await values(shuffled(1))).toEqual(first);
    expect(await values(shuffled(2))).not.toEqual(first);
    const next = shuffled(1);
    next.setEpoch(1);
    expect(await values(next)).not.toEqual(first);
    expect([...first].sort((a, b) => a - b)).toEqual(upTo(400));
  });

  test("moves a row forward by less than the buffer holds", async () => {
    const order = await values(numbers(500).shuffle({ seed: 3, bufferSize: 20 }));
    expect(Math.max(...order.map((n, at) => n - at))).toBeLessThan(20);
    expect(order).not.toEqual(upTo(500));
  });

  test("with a buffer for all rows is uniform", async () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 3000; seed++) {
      const key = (await values(numbers(3).shuffle({ seed, bufferSize: 3 }))).join("");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    // 500 expected of each of the six orders, with a deviation of 20.
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(100);
  });
});

describe("several streams", () => {
  const letters = (text: string) => IterableDataset.fromGenerator(() => Array.from(text, (n) => ({ n })));
  const read = async (stream: IterableDataset<{ n: string }>) =>
    (await take(stream)).map(({ n }) => n).join("");

  test("in turn, until the first or the last is at its end", async () => {
    const streams = [letters("abcd"), letters("12"), letters("xyz")];
    expect(await read(IterableDataset.interleave(streams))).toBe("a1xb2yc");
    const all = IterableDataset.interleave(streams, { stoppingStrategy: "all_exhausted" });
    expect(await read(all)).toBe("a1xb2yc1zd2x");
  });

  test("by chance, with their probabilities", async () => {
    const streams = [
      numbers(100_000),
      numbers(100_000).map(({ n }: Numbered) => ({ n: -n - 1 })),
    ] as IterableDataset<Numbered>[];
    const drawn = await values(
      IterableDataset.interleave(streams, { probabilities: [0.8, 0.2], seed: 5 }).take(10_000),
    );
    // 8000 expected, with a deviation of 40.
    expect(Math.abs(drawn.filter((n) => n >= 0).length - 8000)).toBeLessThan(200);
    expect(drawn.filter((n) => n >= 0)).toEqual(upTo(drawn.filter((n) => n >= 0).length));
    expect(() => IterableDataset.interleave(streams, { probabilities: [0.8, 0.3] })).toThrow(
      DatasetArgumentError,
    );
  });

  test("one after the other", async () => {
    expect(await read(IterableDataset.concatenate([letters("ab"), letters(""), letters("c")]))).toBe("abc");
  });
});

test("shards are dealt out, and there are no more parts than shards", async () => {
  const stream = numbers(2, 5);
  const parts = await Promise.all([0, 1].map((index) => values(stream.shard({ numShards: 2, index }))));
  expect(parts).toEqual([
    [0, 1, 4, 5, 8, 9],
    [2, 3, 6, 7],
  ]);
  expect(() => stream.shard({ numShards: 6, index: 0 })).toThrow(/no more parts than the 5 shards.*: 6$/);
  expect(() => stream.take(3).shard({ numShards: 2, index: 0 })).toThrow(DatasetArgumentError);
});

test("a stream goes on from any place, whatever is done to its rows", async () => {
  const more = numbers(7).map(({ n }: Numbered) => ({ n: n + 1000 })) as IterableDataset<Numbered>;
  const changes: ((stream: IterableDataset<Numbered>) => IterableDataset<Numbered>)[] = [
    (stream) => stream.map(({ n }: Numbered) => ({ n: n + 1 })),
    (stream) =>
      stream.map(({ n }: { n: number[] }) => ({ n: n.flatMap((each) => [each, -each]) }), {
        batched: true,
        batchSize: 3,
      }),
    (stream) => stream.filter(({ n }: Numbered) => n % 3 !== 0),
    (stream) => stream.skip(3),
    (stream) => stream.take(11),
    (stream) => stream.shuffle({ seed: 4, bufferSize: 5 }),
    (stream) =>
      IterableDataset.interleave([stream, more], {
        probabilities: [0.7, 0.3],
        stoppingStrategy: "all_exhausted",
      }),
    (stream) => IterableDataset.interleave([more, stream]),
    (stream) => IterableDataset.concatenate([more, stream]),
    (stream) => stream.renameColumn("n", "m").renameColumn("m", "n") as IterableDataset<Numbered>,
  ];
  const random = new NumpyRandom(7);
  for (let round = 0; round < 200; round++) {
    const chain = Array.from({ length: 1 + random.interval(3) }, () => random.interval(changes.length - 1));
    const make = () =>
      chain.reduce((stream, i) => (changes[i] as (typeof changes)[0])(stream), numbers(8, 3));
    const all = await values(make());
    const at = random.interval(all.length);
    const stopped = make();
    expect((await take(stopped, at)).map(({ n }) => n)).toEqual(all.slice(0, at));
    const state = JSON.parse(JSON.stringify(stopped.stateDict()));
    const resumed = make();
    if (at > 0) resumed.loadStateDict(state);
    expect(await values(resumed), `round ${round}, from ${at}: ${chain}`).toEqual(all.slice(at));
  }
}, 60_000);

test("a dataset on disk streams its rows, from any of them", async () => {
  const dataset = await fromRows(upTo(5000).map((n) => ({ n })));
  const stream = dataset.toIterableDataset({ numShards: 3 });
  expect(stream.numShards).toBe(3);
  expect(await values(stream)).toEqual(upTo(5000));
  await take(stream, 4000);
  const resumed = dataset.toIterableDataset({ numShards: 3 });
  resumed.loadStateDict(stream.stateDict());
  expect((await values(resumed))[0]).toBe(4000);
});

test.each([
  ["take", (stream: IterableDataset) => stream.take(-1)],
  ["batch", (stream: IterableDataset) => stream.batch(0)],
  ["shuffle", (stream: IterableDataset) => stream.shuffle({ bufferSize: 0 })],
])("%s refuses what makes no sense", (_, call) => {
  expect(() => call(numbers(1) as IterableDataset)).toThrow(DatasetArgumentError);
});
