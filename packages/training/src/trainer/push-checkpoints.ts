import { basename } from "node:path";
import type { TrainerCallback } from "./callback.ts";
import { hubTarget } from "./hub-target.ts";
import type { TrainingArguments } from "./training-arguments.ts";

/** What of a checkpoint is no part of its model. */
const resumeFiles = [
  "optimizer.safetensors",
  "scheduler.json",
  "training_progress.json",
  "trainer_state.json",
];

/**
 * Shares each checkpoint as the argument `hubStrategy` says, while the training waits. A push that fails is warned of and
 * ends no training: the next one has all of it. That the repository is there, or can be made, is found out at the beginning.
 *
 * @param given with the token, which callbacks are not shown
 */
export function pushCheckpoints(given: TrainingArguments): TrainerCallback {
  const target = hubTarget(given);
  let repo: string | undefined;
  return {
    mainProcessOnly: true,
    async onTrainBegin() {
      const { createRepo } = await import("@llm-course/hub");
      repo = (await createRepo({ ...target, existOk: true })).id;
    },
    async onSave({ hubStrategy, saveStrategy }, { globalStep, epoch }, _, { checkpoint }) {
      if (hubStrategy === "end" || checkpoint === undefined || repo === undefined) return;
      const { uploadFolder } = await import("@llm-course/hub");
      const when = saveStrategy === "epoch" ? `epoch ${Math.round(epoch)}` : `step ${globalStep}`;
      const upload = { ...target, repo, folder: checkpoint };
      const message = `Training in progress, ${when}`;
      try {
        await uploadFolder({ ...upload, ignorePatterns: resumeFiles, commitMessage: message });
        if (hubStrategy === "every_save") return;
        await uploadFolder({
          ...upload,
          path: hubStrategy === "checkpoint" ? "last-checkpoint" : basename(checkpoint),
          deletePatterns: ["*"],
          commitMessage: `${message}, checkpoint`,
        });
      } catch (error) {
        process.emitWarning(
          `${checkpoint} was not pushed, the training goes on: ${(error as Error).message}`,
          {
            type: "PushWarning",
          },
        );
      }
    },
  };
}
