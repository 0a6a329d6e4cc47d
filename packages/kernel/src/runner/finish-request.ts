import { setTimeout as sleep } from "node:timers/promises";
import type { PendingRequest } from "../protocol/kernel-client.ts";
import { deadline } from "./deadline.ts";
import { RunFailure } from "./errors.ts";
import type { KernelSession } from "./kernel-session.ts";

/** How long an interrupted cell may take to end before its kernel is killed. */
const interruptGraceMs = 3000;

/**
 * Waits until a request is replied to and all it published has come, and gives the seconds the kernel was busy. When time
 * is up (`seconds` for this request, or `stopped` for the notebook), the kernel is interrupted and, if that fails, killed.
 *
 * @throws RunFailure when time is up, the kernel dies or the caller aborts.
 */
export async function finishRequest(
  session: KernelSession,
  request: PendingRequest,
  { stopped, seconds }: { stopped: Promise<never>; seconds: number },
): Promise<number> {
  const limit = deadline(
    seconds,
    () => new RunFailure("timeout", "CellTimeout", `the cell ran longer than ${seconds} s`),
  );
  const finished = Promise.all([request.idle, request.reply]).then(([busySeconds]) => busySeconds);
  try {
    return await Promise.race([finished, session.broken, stopped, limit.passed]);
  } catch (error) {
    if (error instanceof RunFailure && error.kind === "timeout") {
      session.interrupt();
      const grace = sleep(interruptGraceMs, "over", { ref: false });
      const end = await Promise.race([request.idle, session.broken.catch(() => "over"), grace]);
      if (end === "over") session.kill();
    }
    throw error;
  } finally {
    limit.cancel();
  }
}
