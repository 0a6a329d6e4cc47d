import type { RunFailure } from "./errors.ts";

/** A time limit to race work against: `passed` rejects when the seconds are over, unless `cancel` is called first. */
export function deadline(
  seconds: number,
  failure: () => RunFailure,
): { passed: Promise<never>; cancel: () => void } {
  const { promise: passed, reject } = Promise.withResolvers<never>();
  passed.catch(() => {}); // a limit may pass while nothing is raced against it
  const timer = setTimeout(() => reject(failure()), seconds * 1000);
  return { passed, cancel: () => clearTimeout(timer) };
}
