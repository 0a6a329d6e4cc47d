import { deadline } from "./deadline.ts";
import { RunFailure } from "./errors.ts";
import type { RunOptions } from "./notebook-run.ts";

/**
 * What ends a whole notebook from outside: the caller's signal and the notebook's time limit. `stopped` rejects with a
 * RunFailure; `cancel` must be called in the end.
 */
export function stopConditions({
  signal,
  notebookTimeoutSeconds,
}: Pick<RunOptions, "signal" | "notebookTimeoutSeconds">): { stopped: Promise<never>; cancel: () => void } {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  stopped.catch(() => {}); // it may come between two waits
  const onAbort = () => reject(new RunFailure("aborted", "Aborted", "the run was aborted"));
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort);

  const limit =
    notebookTimeoutSeconds === undefined
      ? undefined
      : deadline(notebookTimeoutSeconds, () => {
          const reason = `the notebook ran longer than ${notebookTimeoutSeconds} s`;
          return new RunFailure("timeout", "NotebookTimeout", reason);
        });
  limit?.passed.catch(reject);

  const cancel = () => {
    signal?.removeEventListener("abort", onAbort);
    limit?.cancel();
  };
  return { stopped, cancel };
}
