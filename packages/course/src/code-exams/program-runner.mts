// Runs in the learner's process, beside the program: calls its functions as the parent asks, and tells what they return.
// It knows no expected value, so nothing that a program does here can pass a test but the right results.

interface Call {
  readonly call: string;
  readonly args: readonly unknown[];
}

const tell = (message: object) =>
  new Promise<void>((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });

const text = (error: unknown) =>
  error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);

process.once("message", async (calls: readonly Call[]) => {
  let program: Record<string, unknown>;
  try {
    program = await import("./program.mts" as string);
  } catch (error) {
    await tell({ failed: text(error) });
    process.disconnect?.();
    return;
  }
  for (const [test, { call, args }] of calls.entries()) {
    const run = program[call];
    if (typeof run !== "function") {
      await tell({ test, error: `the program should export a function named ${call}` });
      continue;
    }
    try {
      await tell({ test, value: await run(...args) });
    } catch (error) {
      await tell({ test, error: text(error) });
    }
  }
  process.disconnect?.();
});
