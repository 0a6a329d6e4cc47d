import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { LaunchError } from "./errors.ts";
import type { FunctionData } from "./function-process.ts";
import { runProcesses } from "./run-processes.ts";

/** A function that other threads can find. */
export interface ExportedFunction {
  /** A `file:` URL, such as `new URL("train.ts", import.meta.url)`, or a path. */
  readonly module: string | URL;
  readonly export: string;
}

export interface NotebookLauncherOptions {
  /** What the function is called with: plain data, which is cloned for each process. */
  readonly args?: readonly unknown[];
  /** Default: 1. */
  readonly numProcesses?: number;
  /** Ends all processes when it is aborted; a `Trainer` saves a checkpoint first. */
  readonly signal?: AbortSignal;
}

/**
 * Calls a function in several processes, which are threads of this Node process, from a notebook's cell. A function of
 * a module is called in new threads, which load the module as it is now; any other one here.
 *
 * @returns what each process returned, by rank
 * @throws LaunchError for a function of no module with `numProcesses` above 1, and for args that cannot be cloned
 * @throws ProcessFailedError where a process failed; the others are ended
 * @throws the reason of the signal
 */
export async function notebookLauncher(
  target: ExportedFunction | ((...args: never[]) => unknown),
  { args = [], numProcesses = 1, signal }: NotebookLauncherOptions = {},
): Promise<unknown[]> {
  if (!(Number.isInteger(numProcesses) && numProcesses > 0))
    throw new LaunchError(`invalid numProcesses, expected a whole number from 1 on: ${numProcesses}`);
  if (typeof target === "function") {
    if (numProcesses > 1)
      throw new LaunchError(
        `a function and what it closes over cannot be sent to ${numProcesses} processes, export it from a module and give { module, export }: ${target.name || "anonymous"}`,
      );
    return [await target(...(args as never[]))];
  }
  const data: FunctionData = { module: href(target.module), export: target.export, args: cloned(args) };
  const program = new URL("./function-process.ts", import.meta.url);
  return runProcesses(program, { numProcesses, signal, data: { call: data } });
}

function href(module: string | URL): string {
  const isUrl = module instanceof URL || module.startsWith("file:");
  return isUrl ? String(module) : pathToFileURL(resolve(module)).href;
}

function cloned(args: readonly unknown[]): readonly unknown[] {
  try {
    return structuredClone(args);
  } catch (cause) {
    throw new LaunchError(`args must be plain data, which can be cloned: ${(cause as Error).message}`, {
      cause,
    });
  }
}
