// What the reporter writes of a training that is resumed; run with a folder, it writes there at the fixed time, and
// record.py lets TensorBoard read that.

import { control } from "../../src/reporters/callback-inputs.fixture.ts";
import { reportToTensorBoard } from "../../src/reporters/report-to-tensor-board.ts";
import type { Metrics } from "../../src/trainer/callback.ts";
import { newTrainerState } from "../../src/trainer/trainer-state.ts";
import type { TrainingArguments } from "../../src/trainer/training-arguments.ts";

/** When all of it is written, in milliseconds since 1970. */
export const time = 1790000000250;

export const logged: readonly { step: number; logs: Metrics }[] = [
  { step: 10, logs: { loss: 0.75, learning_rate: 0.00005, epoch: 0.5 } },
  { step: 20, logs: { eval_loss: 0.5, eval_accuracy: 0.875, epoch: 1 } },
  { step: 20, logs: { loss: Number.NaN, grad_norm: Number.POSITIVE_INFINITY, epoch: 1 } },
];

/** Two files in `logDir`: a training that was killed after step 20, resumed from a checkpoint of step 10. */
export async function writeEvents(logDir: string): Promise<void> {
  // The reporter reads nothing but the folder, and writes all.
  const args = { outputDir: "out", learningRate: 0.00005 } as TrainingArguments;
  for (const from of [0, 10]) {
    const reporter = reportToTensorBoard({ logDir });
    const state = { ...newTrainerState(), maxSteps: 20, globalStep: from };
    await reporter.onTrainBegin?.(args, state, control, {});
    for (const { step, logs } of logged.filter(({ step }) => step > from))
      await reporter.onLog?.(args, { ...state, globalStep: step }, control, { logs });
    await reporter.onTrainEnd?.(args, { ...state, globalStep: 20 }, control, {});
  }
}

const [folder] = process.argv.slice(2);
if (import.meta.main && folder) {
  Date.now = () => time;
  await writeEvents(folder);
}
