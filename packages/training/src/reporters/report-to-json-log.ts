import { join } from "node:path";
import { z } from "zod";
import type { TrainerCallback } from "../trainer/callback.ts";
import { appendLine, openLog } from "./json-log-file.ts";
import { newRun, runName } from "./new-run.ts";

/** What a checkpoint keeps: the run, and how many lines it had. */
const logState = z.object({ run: runName, lines: z.int().nonnegative() });

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
  let lines = 0;
  let opened: string | undefined;

  const open = async (outputDir: string): Promise<string> => {
    opened = path ?? join(outputDir, "log.jsonl");
    await openLog(opened, run, lines);
    return opened;
  };

  return {
    mainProcessOnly: true,
    stateName: "jsonLog",
    stateDict: () => ({ run, lines }),
    loadStateDict(state) {
      ({ run, lines } = logState.parse(state));
    },
    async onTrainBegin({ outputDir }, { globalStep }) {
      if (globalStep === 0) [run, lines] = [newRun(), 0];
      await open(outputDir);
    },
    async onLog({ outputDir }, { globalStep: step }, _, { logs = {} }) {
      const file = opened ?? (await open(outputDir));
      const numbers = Object.entries(logs).map(([name, value]) => [
        name,
        Number.isFinite(value) ? value : String(value),
      ]);
      const time = new Date().toISOString();
      await appendLine(file, { run, step, time, ...Object.fromEntries(numbers) });
      lines++;
    },
  };
}
