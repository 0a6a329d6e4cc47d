import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { accumulationStepsVariable } from "./accelerator-options.ts";
import { LaunchError } from "./errors.ts";
import { type LaunchConfig, readLaunchConfig } from "./launch-config.ts";
import { runProcesses } from "./run-processes.ts";

export interface LaunchOptions extends Partial<LaunchConfig> {
  /** Arguments of the script: its `process.argv.slice(2)`. */
  readonly args?: readonly string[];
  /** Ends all processes when it is aborted; a `Trainer` saves a checkpoint first. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a script in several processes, which are threads of this Node process: in each, `new Accelerator()` knows its
 * number and finds the others. Settings that are not given are those of the file of defaults.
 *
 * @param script the path of a module
 * @throws LaunchError where there is no such file
 * @throws LaunchConfigError for settings out of range
 * @throws ProcessFailedError where a process failed; the others are ended
 * @throws the reason of the signal
 */
export async function launch(script: string, options: LaunchOptions = {}): Promise<void> {
  const { args, signal, ...given } = options;
  const path = resolve(script);
  const file = await stat(path).catch(() => undefined);
  if (!file?.isFile()) throw new LaunchError(`no such script: ${path}`);
  const { numProcesses, gradientAccumulationSteps } = await readLaunchConfig(given);
  const env = { [accumulationStepsVariable]: String(gradientAccumulationSteps) };
  await runProcesses(pathToFileURL(path), { numProcesses, args, env, signal });
}
