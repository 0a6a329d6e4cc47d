import { join } from "node:path";
import type { TrainerCallback } from "../trainer/callback.ts";
import { appendLine, openLog } from "./json-log-file.ts";
import { newRun, runState } from "./new-run.ts";

export interface JsonLogOptions {
  /** Default: `log.jsonl` in the output folder. */
  path?: string;
}

/**
 * Appends each log as a line of JSON: the run, the step, the time, and the logged numbers. One file holds all trainings
 * that write to it. A resumed training drops its lines after the checkpoint and goes on under the name of its run.
 *
 * @throws JsonLogError, when a training begins, for a file that is no such log
 */
export function reportToJsonLog({ path }: JsonLogOptions = {}): TrainerCallback {
  let run = newRun();
  let opened: string | undefined;

  const open = async (outputDir: string, step: number): Promise<string> => {
    opened = path ?? join(outputDir, "log.jsonl");
    await openLog(opened, run, step);
    return opened;
  };

  return {
    stateName: "jsonLog",
    stateDict: () => ({ run }),
    loadStateDict(state) {
      run = runState.parse(state).run;
    },
    async onTrainBegin({ outputDir }, { globalStep }) {
      if (globalStep === 0) run = newRun();
      await open(outputDir, globalStep);
    },
    async onLog({ outputDir }, { globalStep: step }, _, { logs = {} }) {
      const file = opened ?? (await open(outputDir, step));
      const numbers = Object.entries(logs).map(([name, value]) => [
        name,
        Number.isFinite(value) ? value : String(value),
      ]);
      await appendLine(file, {
        run,
        step,
        time: new Date().toISOString(),
        ...Object.fromEntries(numbers),
      });
    },
  };
}
