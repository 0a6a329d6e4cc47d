import type { z } from "zod";

/** A process that ended, or called something else, where all processes must do the same. */
export class CollectiveError extends Error {
  override name = "CollectiveError";
}

/** A process that ended with an error; the others were ended, too. The error itself is the `cause`. */
export class ProcessFailedError extends Error {
  override name = "ProcessFailedError";
  readonly processIndex: number;
  readonly exitCode: number;

  constructor(processIndex: number, exitCode: number, cause?: unknown) {
    const reason = cause === undefined ? `exit code: ${exitCode}` : describe(cause);
    super(`process ${processIndex} failed, ${reason}`, { cause });
    this.processIndex = processIndex;
    this.exitCode = exitCode;
  }
}

/** What cannot be started: a script or function that is not there, or a closure for several processes. */
export class LaunchError extends Error {
  override name = "LaunchError";
}

/** Values of the processes that do not fit together. */
export class GatherError extends Error {
  override name = "GatherError";
}

/** Options of an `Accelerator`, or what it is to prepare, that it cannot work with. */
export class AcceleratorError extends Error {
  override name = "AcceleratorError";
}

/** Settings of launches that are none: in the file of defaults, or in the environment. */
export class LaunchConfigError extends Error {
  override name = "LaunchConfigError";

  /** @param source the path of the file, or what else the settings are from */
  constructor(source: string, problem: z.ZodError | Error) {
    const text =
      "issues" in problem
        ? problem.issues
            .map(
              ({ path, message, input }) => `${path.join(".")}: ${message}, given ${JSON.stringify(input)}`,
            )
            .join("; ")
        : problem.message;
    super(`invalid settings in ${source}, ${text}`, { cause: problem });
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}
