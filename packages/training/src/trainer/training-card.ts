import { stringify } from "yaml";
import type { Task } from "../architectures/architecture.ts";
import type { ModelConfig } from "../checkpoints/read-config.ts";
import type { TrainerState } from "./trainer-state.ts";
import type { TrainingArguments } from "./training-arguments.ts";

/** What a card is made of. */
export interface FinishedTraining {
  readonly args: TrainingArguments;
  readonly state: TrainerState;
  readonly config: ModelConfig | undefined;
  readonly task: Task | undefined;
}

/** The README of a model that a trainer trained: how, and what came of it. */
export async function trainingCard(repo: string, { args, state, config }: FinishedTraining): Promise<string> {
  const evaluation = state.logHistory.findLast((logs) => "eval_loss" in logs) ?? {};
  const frontMatter = {
    library_name: "transformers.js",
    tags: ["generated_from_trainer", ...(config?.model_type ? [String(config.model_type)] : [])],
  };
  const list = (values: object) => Object.entries(values).map(([name, value]) => `- ${name}: ${value}`);
  const { learningRate, perDeviceTrainBatchSize, gradientAccumulationSteps, seed, optim, lrSchedulerType } =
    args;
  return [
    `---\n${stringify(frontMatter)}---`,
    `# ${repo.split("/").at(-1)}`,
    "## Results",
    list(evaluation).join("\n") || "It was not evaluated.",
    "## Training",
    list({
      ...{ learningRate, perDeviceTrainBatchSize, gradientAccumulationSteps, seed, optim, lrSchedulerType },
      steps: state.globalStep,
    }).join("\n"),
    "",
  ].join("\n\n");
}
