import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "./connection.ts";
import { HubApiError, HubConnectionError } from "./errors.ts";

const maxDelay = 30_000;
/** A server that asks for more than this is not waited for: the caller sees its error and may decide. */
const maxRetryAfter = 120_000;

export interface RetryOptions {
  /**
   * A number that grows as the work gets on, such as the bytes on disk: growth makes the count of retries start over, so a
   * large file may break off many times and still arrive.
   */
  progress?: () => number;
  /** Which failures may pass. Default: no answer, 408, 429 and 5xx. */
  isTransient?: (error: unknown) => boolean;
}

/**
 * Calls `attempt` until it succeeds, waiting longer after each failure, or as long as the server's `Retry-After`
 * asks. Only failures that may pass are tried again.
 */
export async function retry<T>(
  { retries, retryDelay, signal }: Connection,
  attempt: () => Promise<T>,
  { progress = () => 0, isTransient: mayPass = isTransient }: RetryOptions = {},
): Promise<T> {
  let furthest = progress();
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      const reached = progress();
      if (reached > furthest) {
        furthest = reached;
        failures = 0;
      }
      if (!mayPass(error) || failures >= retries) throw error;
      const asked = error instanceof HubApiError ? error.retryAfter : undefined;
      if (asked !== undefined && asked > maxRetryAfter) throw error;
      // Jitter, so that clients that failed together do not come back together.
      const backoff = Math.min(maxDelay, retryDelay * 2 ** failures) * (0.5 + Math.random() / 2);
      await sleep(asked ?? backoff, undefined, signal ? { signal } : {}).catch(() =>
        signal?.throwIfAborted(),
      );
    }
  }
}

/** Whether the same request may succeed later. */
export function isTransient(error: unknown): boolean {
  if (error instanceof HubConnectionError) return true;
  return error instanceof HubApiError && (error.statusCode >= 500 || [408, 429].includes(error.statusCode));
}

/** Whether the server said that it did nothing, and to come back: what must not be done twice may be tried again. */
export function isRefused(error: unknown): boolean {
  return error instanceof HubApiError && error.statusCode === 429;
}
