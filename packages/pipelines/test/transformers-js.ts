import { type PipelineType, pipeline } from "@huggingface/transformers";
import { onTestFinished } from "vitest";

type Answer = (...args: unknown[]) => Promise<unknown>;

/** The pipeline of transformers.js on a folder, freed after the test. */
export async function transformersJs(task: PipelineType, folder: string): Promise<Answer> {
  const found = await pipeline(task, folder, { dtype: "fp32", local_files_only: true });
  onTestFinished(async () => {
    await found.dispose();
  });
  return found as unknown as Answer;
}
