import { expect, test } from "vitest";
import { KernelPoolError } from "./errors.ts";
import { KernelQueue } from "./kernel-queue.ts";

const source = { memory: 0, kernel: 0, offsets: [64, 128], bytesPerUnit: 4, coefficients: [0.5] };

test("a chunk is run once, with its offsets, count, first element and coefficients, by whoever comes first", () => {
  const queue = new KernelQueue();
  const other = new KernelQueue(queue.buffer);
  queue.write(0, source, 0, 3);
  queue.write(1, { ...source, memory: 1, kernel: 1 }, 10, 5);
  queue.publish(2);
  const calls: number[][] = [];
  const kernels = (memory: number) =>
    [0, 1].map((kernel) => (...values: number[]) => {
      calls.push([memory, kernel, ...values.slice(0, 7)]);
      return 10 * kernel + 1;
    });
  other.drain(kernels);
  queue.drain(kernels);
  queue.waitUntilFinished();
  expect(calls.toSorted()).toEqual([
    [0, 0, 64, 128, 0, 0, 3, 0, 0.5],
    [1, 1, 104, 168, 0, 0, 5, 10, 0.5],
  ]);
  expect([...queue.sums.subarray(0, 2)]).toEqual([1, 11]);
});

test("a thread that stops in the middle of a chunk is an error, not a hang", () => {
  const queue = new KernelQueue();
  queue.write(0, source, 0, 3);
  queue.publish(1);
  // The thread takes the chunk and looks, before it finishes it, whether others wait for it.
  queue.drain(() => [
    () => {
      expect(() => queue.waitUntilFinished(20)).toThrow(KernelPoolError);
      return 0;
    },
  ]);
});

test("a thread whose kernel throws lets the others know", () => {
  const queue = new KernelQueue();
  queue.write(0, source, 0, 3);
  queue.publish(1);
  expect(() => queue.drain(() => [])).toThrow("unknown kernel: 0");
  expect(() => queue.waitUntilFinished()).toThrow(KernelPoolError);
});

test("a closed queue ends the wait for chunks", () => {
  const queue = new KernelQueue();
  queue.publish(1);
  expect(queue.waitForChunks()).toBe(true);
  queue.close();
  expect(queue.waitForChunks()).toBe(false);
});
