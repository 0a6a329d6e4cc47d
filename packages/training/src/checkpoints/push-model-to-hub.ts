import type { PushedCommit, PushOptions } from "@llm-course/hub";
import { type SaveOptions, saveModel } from "./save-model.ts";

/**
 * Shares a model as `saveModel` writes it: `pushModelToHub("ada/sentiment", { config, task, weights, tokenizer })`.
 *
 * @param push how; `card` is the text of its README
 * @throws what `saveModel` and `pushToHub` of `@llm-course/hub` throw
 */
export async function pushModelToHub(
  repo: string,
  model: SaveOptions,
  push: PushOptions = {},
): Promise<PushedCommit> {
  const { pushToHub } = await import("@llm-course/hub");
  return pushToHub((folder) => saveModel(folder, model), { commitMessage: "Upload model", ...push, repo });
}
