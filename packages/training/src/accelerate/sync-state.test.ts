import { expect, test } from "vitest";
import { SyncState } from "./sync-state.ts";

async function* batches(count: number) {
  for (let i = 0; i < count; i++) yield i;
}

test("a step is due after so many batches, and after the last one of the loader", async () => {
  const sync = new SyncState(2);
  expect(sync.isDue).toBe(true);
  const due: [number, boolean][] = [];
  for (let epoch = 0; epoch < 2; epoch++)
    for await (const batch of sync.watch(batches(3))) {
      sync.nextBatch();
      due.push([batch, sync.isDue]);
    }
  const epoch = [
    [0, false],
    [1, true],
    [2, true],
  ];
  expect(due).toEqual([...epoch, ...epoch]);
});

test("a loader within another one, and one that is left early, do not end it", async () => {
  const sync = new SyncState(4);
  const due: boolean[] = [];
  for await (const _ of sync.watch(batches(3))) {
    for await (const _ of sync.watch(batches(1)));
    for await (const _ of sync.watch(batches(2))) break;
    sync.nextBatch();
    due.push(sync.isDue);
  }
  expect(due).toEqual([false, false, true]);
});
