import { readdir } from "node:fs/promises";
import type { Trainer } from "@llm-course/training";
import type { TrainContext, Weight, Weights } from "./recipe.ts";

/**
 * Trains from the last checkpoint in the context's folder, or from the beginning, and closes the trainer.
 *
 * @param isKept which parameters to give. Default: all
 */
export async function trainToEnd(
  trainer: Trainer,
  { folder, signal }: TrainContext,
  isKept: (parameter: string) => boolean = () => true,
): Promise<Weights> {
  try {
    const files = await readdir(folder);
    const resumeFromCheckpoint = files.some((file) => file.startsWith("checkpoint-"));
    await trainer.train({ resumeFromCheckpoint, ...(signal && { signal }) });
    const weights = new Map<string, Weight>();
    for (const [name, { shape, data }] of (await trainer.compiled()).parameters)
      if (isKept(name)) weights.set(name, { shape, data: Float32Array.from(data) });
    return weights;
  } finally {
    await trainer.close();
  }
}

/** The values alone, as `saveModel` takes them. */
export function valuesOf(weights: Weights): Map<string, Float32Array> {
  return new Map([...weights].map(([name, { data }]) => [name, data]));
}
