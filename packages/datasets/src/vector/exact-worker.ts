import { parentPort, workerData } from "node:worker_threads";
import type { ScanAnswer, ScanTask } from "./exact-threads.ts";
import { scan } from "./scan.ts";
import { TopK } from "./top-k.ts";

const { values, dimensions } = workerData as { values: Float32Array; dimensions: number };

parentPort?.on("message", ({ id, first, end, queries, k }: ScanTask) => {
  const tops = Array.from({ length: queries.count }, () => new TopK(k));
  scan(values.subarray(first * dimensions, end * dimensions), first, queries, tops);
  parentPort?.postMessage({ id, found: tops.map((top) => top.sorted()) } satisfies ScanAnswer);
});
