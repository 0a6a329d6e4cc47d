import type { Batch } from "@llm-course/onnx";
import type { Task } from "../src/architectures/architecture.ts";
import { images, inputs, int64 } from "../src/checkpoints/tiny-batch.fixture.ts";

/** A task that each architecture is tried with. */
export const tasks: Readonly<Record<string, Task>> = {
  bert: "masked-lm",
  roberta: "token-classification",
  distilbert: "sequence-classification",
  gpt2: "causal-lm",
  llama: "causal-lm",
  qwen2: "causal-lm",
  t5: "seq2seq-lm",
  mt5: "seq2seq-lm",
  bart: "seq2seq-lm",
  mbart: "sequence-classification",
  marian: "seq2seq-lm",
  vit: "image-classification",
  resnet: "image-classification",
  lstm: "causal-lm",
  gru: "causal-lm",
};

const ignored = -100;
const labels: Readonly<Partial<Record<Task, Batch[string]>>> = {
  "sequence-classification": int64([1, 0]),
  "image-classification": int64([1, 0]),
  "token-classification": int64([
    [0, 1, 1, 0],
    [1, 0, 1, ignored],
  ]),
  "masked-lm": int64([
    [ignored, 7, ignored, ignored],
    [ignored, 9, 5, ignored],
  ]),
  // Both rows begin with the same token, so the second cannot be known.
  "causal-lm": int64([
    [ignored, ignored, 6, 3],
    [ignored, ignored, 3, ignored],
  ]),
  "seq2seq-lm": int64([
    [7, 8, 3],
    [9, 5, ignored],
  ]),
};

/** A batch of that task for the models of tiny-models.fixture.ts. */
export function batchFor(task: Task): Batch {
  const read = task === "image-classification" ? images : inputs;
  return { ...read, ...(labels[task] && { labels: labels[task] }) };
}
