import { join } from "node:path";
import { z } from "zod";
import type { TrainerCallback } from "../trainer/callback.ts";
import type { TrainingArguments } from "../trainer/training-arguments.ts";
import { EventFile } from "./event-file.ts";
import { type Moment, scalarEvent, sessionStartEvent, textEvent } from "./event-messages.ts";
import { logTag } from "./log-tag.ts";
import { newRun, runName } from "./new-run.ts";

const runState = z.object({ run: runName });

export interface TensorBoardOptions {
  /** The folder of the run. Default: one named by the time, in `runs` of the output folder. */
  logDir?: string;
}

/**
 * Writes each logged number as a scalar of TensorBoard, and the training arguments as a text. A resumed training writes
 * to the run's folder again and takes back what was logged after the checkpoint; so does one from the beginning in a
 * `logDir` that holds another. Evaluations outside a training are
 * files of their own in it.
 */
export function reportToTensorBoard({ logDir }: TensorBoardOptions = {}): TrainerCallback {
  let run = newRun();
  let file: EventFile | undefined;

  const create = ({ outputDir }: TrainingArguments) =>
    EventFile.create(logDir ?? join(outputDir, "runs", run), now(0).wallTime);

  return {
    mainProcessOnly: true,
    stateName: "tensorBoard",
    stateDict: () => ({ run }),
    loadStateDict(state) {
      run = runState.parse(state).run;
    },
    async onTrainBegin(args, { globalStep }) {
      if (globalStep === 0) run = newRun();
      file = await create(args);
      const text = JSON.stringify(args, null, 2).replaceAll(/^/gm, "    ");
      await file.append([
        // Readers take the first of a folder for the beginning, and only from then on the others for restarts.
        sessionStartEvent(now(globalStep === 0 ? 0 : globalStep + 1)),
        textEvent(now(globalStep), "args", text),
      ]);
    },
    async onLog(args, { globalStep }, _, { logs = {} }) {
      const moment = now(globalStep);
      const events = Object.entries(logs).map(([name, value]) =>
        scalarEvent(moment, { tag: logTag(name), value }),
      );
      if (file) return file.append(events);
      await using outside = await create(args);
      await outside.append(events);
    },
    async onTrainEnd() {
      await file?.[Symbol.asyncDispose]();
      file = undefined;
    },
  };
}

function now(step: number): Moment {
  return { wallTime: Date.now() / 1000, step };
}
