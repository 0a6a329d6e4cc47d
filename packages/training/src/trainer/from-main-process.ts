import type { Accelerator } from "../accelerate/accelerator.ts";

type Outcome<T> =
  | { readonly value: T }
  | { readonly error: { readonly message: string; readonly code: unknown } };

/**
 * Does something in the main process, while the others wait, and gives them what it gave. Collective.
 *
 * @throws what it threw; in the other processes an error of the same message and code
 */
export async function fromMainProcess<T>(accelerator: Accelerator, action: () => T | Promise<T>): Promise<T> {
  if (accelerator.numProcesses === 1) return action();
  let outcome: Outcome<T> | undefined;
  let thrown: unknown;
  if (accelerator.isMainProcess)
    try {
      // What cannot be sent would leave the others waiting.
      outcome = { value: structuredClone(await action()) };
    } catch (error) {
      thrown = error;
      const { message = String(error), code } = Object(error) as Partial<NodeJS.ErrnoException>;
      outcome = { error: { message, code } };
    }
  const shared = (await accelerator.broadcast(outcome)) as Outcome<T>;
  if ("value" in shared) return shared.value;
  const { message, code } = shared.error;
  throw accelerator.isMainProcess
    ? thrown
    : Object.assign(new Error(message), code !== undefined && { code });
}
