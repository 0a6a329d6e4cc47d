import type { RunningServer } from "./running-server.ts";

/**
 * Closes a server at the first of the process's signals, at once (without waiting for requests) at the second, and
 * waits until it has closed. Listens no longer after that.
 *
 * @param signals default: SIGINT (Ctrl-C) and SIGTERM
 * @returns the signal that came; undefined where the server was closed otherwise
 */
export async function closeOnSignal(
  server: RunningServer,
  signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM"],
): Promise<NodeJS.Signals | undefined> {
  let received: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (received !== undefined) server.breakOff();
    received ??= signal;
    void server.close();
  };
  for (const signal of signals) process.on(signal, onSignal);
  try {
    await server.closed;
    return received;
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}
