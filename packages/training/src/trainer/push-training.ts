import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PushedCommit, PushFolderOptions } from "@llm-course/hub";
import type { TrainingSummary } from "@llm-course/hub/cards";
import type { Task } from "../architectures/architecture.ts";
import type { ModelConfig } from "../checkpoints/read-config.ts";
import { hubTarget } from "./hub-target.ts";
import type { TrainerState } from "./trainer-state.ts";
import type { TrainingArguments } from "./training-arguments.ts";

export interface PushTrainingOptions
  extends Pick<
    PushFolderOptions,
    "commitMessage" | "commitDescription" | "revision" | "private" | "token" | "signal" | "onProgress"
  > {
  /**
   * The text of the README.md, or what the one that is made cannot know by itself, as `{ language: "en", baseModel, datasets }`.
   * Default: the README.md of the folder, else one that says how the model was trained, and what came of it.
   */
  readonly card?: string | Partial<TrainingSummary>;
}

export interface TrainedModel {
  readonly args: TrainingArguments;
  readonly state: TrainerState;
  readonly config: ModelConfig | undefined;
  readonly task: Task | undefined;
}

/** What pipelines call the tasks of models here. */
const pipelineTasks: Readonly<Partial<Record<Task, string>>> = {
  "sequence-classification": "text-classification",
  "token-classification": "token-classification",
  "question-answering": "question-answering",
  "multiple-choice": "multiple-choice",
  "masked-lm": "fill-mask",
  "causal-lm": "text-generation",
  "feature-extraction": "feature-extraction",
  "image-classification": "image-classification",
};

/** Shares the folder of a trained model, without its checkpoints. @throws what `pushFolderToHub` throws */
export async function pushTraining(
  folder: string,
  model: TrainedModel,
  { card, ...options }: PushTrainingOptions,
): Promise<PushedCommit> {
  const { pushFolderToHub, resolveRepoId } = await import("@llm-course/hub");
  const target = { ...hubTarget(model.args), ...options };
  const repo = await resolveRepoId(target);
  return pushFolderToHub(folder, {
    ...{ ...target, repo },
    card:
      typeof card === "string"
        ? card
        : (!card && (await ownCard(folder))) || (await newCard(repo, model, card)),
    ignorePatterns: ["_*", "checkpoint-*", "*.tmp"],
  });
}

function ownCard(folder: string): Promise<string | undefined> {
  return readFile(join(folder, "README.md"), "utf8").catch(() => undefined);
}

async function newCard(
  repo: string,
  { args, state, config, task }: TrainedModel,
  summary: Partial<TrainingSummary> = {},
): Promise<string> {
  const { modelCardFromTraining } = await import("@llm-course/hub/cards");
  const type = config?.model_type;
  return modelCardFromTraining({
    modelName: repo.split("/").at(-1) ?? repo,
    modelId: repo,
    task: task && pipelineTasks[task],
    ...{ args, state: { ...state } },
    tags: typeof type === "string" ? [type] : [],
    ...summary,
  });
}
