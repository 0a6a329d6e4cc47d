/** What a shell expects from a process that ended by Ctrl-C: 128 + SIGINT. */
export const INTERRUPTED = 130;

// Ctrl-C reaches the whole process, so there is one signal per process and commands import it.
const controller = new AbortController();

/** Aborted by the first Ctrl-C (or SIGTERM, SIGHUP). A command that runs long passes it on and cleans up. */
export const interrupt: AbortSignal = controller.signal;

/** Turns the process's signals into `interrupt`; the second one ends the process at once. Returns the undo. */
export function listenForInterrupts(): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const onSignal = (signal: NodeJS.Signals) => {
    if (interrupt.aborted) process.exit(INTERRUPTED);
    // After the other two nobody may be there to read, and the write would fail.
    if (signal === "SIGINT") process.stderr.write("stopping; press Ctrl-C again to end at once\n");
    controller.abort();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}
