import type { Batch } from "@llm-course/onnx";
import type { Task } from "../architectures/architecture.ts";

/**
 * How many labels the mean of the loss is over: those from 0 on where they are classes, all where they are numbers. The
 * first token of a sequence is no label of `causal-lm`, which predicts the next ones.
 *
 * @param labelNames the inputs that are labels; the first in the batch is counted
 */
export function countLabels(batch: Batch, labelNames: readonly string[], task?: Task): number {
  const name = labelNames.find((each) => each in batch);
  const labels = name === undefined ? undefined : batch[name];
  if (!labels) return 0;
  const { data, dims } = labels;
  if (!(data instanceof BigInt64Array)) return data.length;
  const skipped = task === "causal-lm" ? (dims[1] ?? 1) : undefined;
  let count = 0;
  for (let i = 0; i < data.length; i++)
    if ((data[i] as bigint) >= 0n && (skipped === undefined || i % skipped !== 0)) count++;
  return count;
}
