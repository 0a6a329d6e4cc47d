import type { Batch } from "@llm-course/onnx";
import { weight } from "../test/pytorch/recorded.ts";
import type { FinetuneCase, ImageCase } from "./finetune-cases.ts";

/**
 * A batch of a case, without padding, the same as `batch_of` in finetune_step.py; other tokens for each number, so that
 * other rows of the embeddings change.
 */
export function finetuneBatch(finetuneCase: FinetuneCase, number: number): Batch {
  if (finetuneCase.task === "image-classification") return imageBatch(finetuneCase, number);
  const { task, batch, length, vocabulary } = finetuneCase;
  const tokens = (name: string, columns: number) => {
    const shares = weight(`${name} ${number}`, [batch, columns]);
    return int64([batch, columns], (i) => Math.floor(((shares[i] ?? 0) + 0.5) * vocabulary));
  };
  const input_ids = tokens("input_ids", length);
  const attention_mask = int64([batch, length], () => 1);
  switch (task) {
    case "causal-lm":
      return { input_ids, attention_mask, labels: input_ids };
    case "seq2seq-lm":
      return { input_ids, attention_mask, labels: tokens("labels", finetuneCase.targetLength) };
    case "sequence-classification":
      return { input_ids, attention_mask, labels: int64([batch], (i) => i % 2) };
  }
}

function imageBatch({ batch, imageSize }: ImageCase, number: number): Batch {
  const dims = [batch, 3, imageSize, imageSize];
  const pixel_values = { type: "float32", data: weight(`pixel_values ${number}`, dims), dims };
  return { pixel_values, labels: int64([batch], (i) => i % 10) };
}

function int64(dims: readonly number[], value: (i: number) => number) {
  const length = dims.reduce((product, size) => product * size, 1);
  return { type: "int64", data: BigInt64Array.from({ length }, (_, i) => BigInt(value(i))), dims };
}
