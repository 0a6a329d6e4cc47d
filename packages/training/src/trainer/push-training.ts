import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PushedCommit, PushFolderOptions } from "@llm-course/hub";
import { hubTarget } from "./hub-target.ts";
import { type FinishedTraining, trainingCard } from "./training-card.ts";

export interface PushTrainingOptions
  extends Pick<
    PushFolderOptions,
    "commitMessage" | "commitDescription" | "revision" | "private" | "token" | "signal" | "onProgress"
  > {
  /** The text of the README.md. Default: that of the folder, else one that says what was trained, how, and what came of it. */
  readonly card?: string;
}

/** Shares the folder of a trained model, without its checkpoints. @throws what `pushFolderToHub` throws */
export async function pushTraining(
  folder: string,
  training: FinishedTraining,
  { card, ...options }: PushTrainingOptions,
): Promise<PushedCommit> {
  const { pushFolderToHub } = await import("@llm-course/hub");
  const target = hubTarget(training.args);
  const own = await readFile(join(folder, "README.md"), "utf8").catch(() => undefined);
  return pushFolderToHub(folder, {
    ...{ ...target, ...options },
    card: card ?? own ?? (await trainingCard(target.repo, training)),
    ignorePatterns: ["_*", "checkpoint-*", "*.tmp"],
  });
}
