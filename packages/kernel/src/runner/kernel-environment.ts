import type { RunOptions } from "./notebook-run.ts";
import type { Kernelspec } from "./read-kernelspec.ts";

/** The environment a kernel gets: this process's, the kernelspec's, and what the options say, the later winning. */
export function kernelEnvironment(kernelspec: Kernelspec, options: RunOptions): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...kernelspec.env,
    // Kernels that know this name end themselves when this process is gone.
    JPY_PARENT_PID: String(process.pid),
    ...options.env,
    COURSE_PROFILE: options.profile ?? "offline",
  };
  if (options.device !== undefined) environment.COURSE_DEVICE = options.device;
  // Outputs are stored and compared, so they must not depend on whether this terminal has colours.
  delete environment.NO_COLOR;
  delete environment.FORCE_COLOR;
  return environment;
}
