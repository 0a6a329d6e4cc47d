import { deadline } from "./deadline.ts";
import { RunFailure } from "./errors.ts";
import { KernelSession, type LanguageInfo, type SessionOptions } from "./kernel-session.ts";
import type { Kernelspec } from "./read-kernelspec.ts";

export interface StartOptions extends SessionOptions {
  timeoutSeconds: number;
  /** Rejects when the start is to be given up. */
  stopped: Promise<never>;
}

export interface StartedKernel {
  session: KernelSession;
  language: LanguageInfo;
}

const portTaken = /address (is )?already in use|EADDRINUSE/i;

/**
 * Whether another start may succeed. Between choosing ports and the kernel's binding them another program may take one.
 * And native code of the sockets or of onnxruntime may abort: seen twice in some thousand starts, each time on a
 * machine with many times more work than cores, before the kernel could say anything.
 */
function mayPass({ evalue, details }: RunFailure): boolean {
  return evalue.includes("SIGABRT") || details.some((line) => portTaken.test(line));
}

/**
 * Starts a kernel and waits until it answers; once more where that may help. No cell has run by then.
 *
 * @throws RunFailure of kind "kernel-start"; whatever was started is gone by then.
 */
export async function startKernel(spec: Kernelspec, options: StartOptions): Promise<StartedKernel> {
  try {
    return await attempt(spec, options);
  } catch (error) {
    if (!(error instanceof RunFailure) || !mayPass(error)) throw error;
    return await attempt(spec, options);
  }
}

async function attempt(spec: Kernelspec, options: StartOptions): Promise<StartedKernel> {
  const { timeoutSeconds, stopped } = options;
  const session = await KernelSession.open(spec, options);
  const limit = deadline(
    timeoutSeconds,
    () =>
      new RunFailure(
        "kernel-start",
        "KernelStartTimeout",
        `no answer from the kernel within ${timeoutSeconds} s`,
      ),
  );
  try {
    return { session, language: await Promise.race([session.ready(), stopped, limit.passed]) };
  } catch (error) {
    session.kill();
    await session.stop();
    if (!(error instanceof RunFailure) || error.kind !== "dead-kernel") throw error;
    throw new RunFailure("kernel-start", "KernelStartError", `${error.evalue} while starting`, error.details);
  } finally {
    limit.cancel();
  }
}
