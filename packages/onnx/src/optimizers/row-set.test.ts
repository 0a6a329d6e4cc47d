import { expect, test } from "vitest";
import { RowSet } from "./row-set.ts";

test("rows are joined to runs, and so are those not in the set", () => {
  const set = new RowSet(10);
  expect([...set.runs()]).toEqual([]);
  expect([...set.runs(false)]).toEqual([[0, 10]]);
  for (const row of [9, 2, 3, 2, 5]) set.add(row);
  expect(set.size).toBe(4);
  expect([...set.runs()]).toEqual([
    [2, 4],
    [5, 6],
    [9, 10],
  ]);
  expect([...set.runs(false)]).toEqual([
    [0, 2],
    [4, 5],
    [6, 9],
  ]);
});

test("sets are united and cleared", () => {
  const [a, b] = [new RowSet(4), new RowSet(4)];
  a.add(0);
  for (const row of [0, 1, 3]) b.add(row);
  a.addAll(b);
  expect(a.size).toBe(3);
  expect([...a.runs()]).toEqual([
    [0, 2],
    [3, 4],
  ]);
  a.clear();
  expect(a.size).toBe(0);
  expect([...a.runs()]).toEqual([]);
  expect([...new RowSet(0).runs(false)]).toEqual([]);
});
