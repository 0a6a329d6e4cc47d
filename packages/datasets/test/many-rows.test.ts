// Lists of so many rows that they are read in other ways than a few: beside plain arrays.
import { beforeAll, expect, test } from "vitest";
import { type Dataset, fromRows, NumpyRandom } from "../src/index.ts";
import { workspace } from "./load/workspace.ts";

workspace();

const count = 150_000;
const random = new NumpyRandom(3);
const shuffled = Array.from(new NumpyRandom(1).permutation(count));
const texts = Array.from({ length: count }, (_, i) => `text ${(i * 7919) % count}`);
type Numbered = Dataset<{ id: number; text: string }>;
let dataset: Numbered;

beforeAll(async () => {
  dataset = await fromRows(texts.map((text, id) => ({ id, text })));
});

const idsOf = async (rows: Numbered) => {
  const ids: number[] = [];
  for await (const { id, text } of rows) {
    if (text !== texts[id]) throw new Error(`row ${id} has another text`);
    ids.push(id);
  }
  return ids;
};

const lists: readonly (readonly [string, readonly number[]])[] = [
  ["all in random order", shuffled],
  ["the half of them in random order", shuffled.slice(0, count / 2)],
  ["some of them twice", Array.from({ length: count }, () => random.interval(count - 1))],
  ["every third", Array.from({ length: count / 3 }, (_, i) => 3 * i)],
  ["each twice in a row", Array.from({ length: count }, (_, i) => i >> 1)],
  ["one of a hundred", Array.from({ length: count / 100 }, (_, i) => 100 * i)],
];

test.each(lists)("%s, row by row", async (_, rows) => {
  expect(await idsOf(dataset.select(rows))).toEqual(rows);
});

test.each(lists)("%s, in SQL", async (_, rows) => {
  const found = await dataset.select(rows).query<{ id: number; text: string }>("SELECT id, text FROM self");
  expect(await idsOf(found)).toEqual(rows);
});

test.each(lists)("%s, filtered by a function and by SQL", async (_, rows) => {
  const even = rows.filter((row) => row % 2 === 0);
  expect(await idsOf(await dataset.select(rows).filter(({ id }) => id % 2 === 0))).toEqual(even);
  expect(await idsOf(await dataset.select(rows).filter("id % 2 = 0"))).toEqual(even);
});

test("a part of a filtered shuffle is the same rows", async () => {
  const kept = await dataset.shuffle({ seed: 1 }).filter(({ id }) => id % 2 === 0);
  const expected = shuffled.filter((row) => row % 2 === 0);
  expect(await idsOf(kept.skip(1000).take(70_000))).toEqual(expected.slice(1000, 71_000));
  expect((await kept.at(-1)).id).toBe(expected.at(-1));
});
