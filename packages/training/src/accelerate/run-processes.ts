import { once } from "node:events";
import { createInterface } from "node:readline";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { CollectiveError, ProcessFailedError } from "./errors.ts";
import { Interrupts } from "./interrupts.ts";
import type { ProcessGroupData } from "./process-group.ts";

export interface ProcessesOptions {
  readonly numProcesses: number;
  /** Arguments of the program: `process.argv.slice(2)`. */
  readonly args?: readonly string[];
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What `workerData` holds besides the group. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Ends all processes when it is aborted; where any listens for it, they end by themselves. */
  readonly signal?: AbortSignal | undefined;
}

/** How a process ended, and the last thing it posted to its parent. */
interface Outcome {
  readonly exitCode: number;
  readonly error: unknown;
  readonly posted: unknown;
}

/**
 * Runs a module in several threads at a time, which know each other as a `ProcessGroup`. Where there is more than one,
 * the lines they write come after their rank.
 *
 * @returns the last message that each posted to its parent
 * @throws ProcessFailedError where one failed; the others are ended
 * @throws the reason of the signal
 */
export async function runProcesses(program: URL, options: ProcessesOptions): Promise<unknown[]> {
  const { numProcesses, args = [], env = {}, data = {}, signal } = options;
  signal?.throwIfAborted();
  const isPrefixed = numProcesses > 1;
  const interrupts = new Interrupts();
  const workers = connectedPorts(numProcesses).map((ports, rank) => {
    const launch = interrupts.connect();
    const group: ProcessGroupData = { processGroup: { rank, ports, launch } };
    return new Worker(program, {
      ...{ name: `process ${rank}`, argv: [...args], env: { ...process.env, ...env }, execArgv: [] },
      ...{
        workerData: { ...data, ...group },
        transferList: [...ports, launch].filter((port) => port !== null),
      },
      ...{ stdout: isPrefixed, stderr: isPrefixed },
    });
  });
  const ending = new AbortController();
  ending.signal.addEventListener("abort", () => {
    for (const worker of workers) worker.terminate();
  });
  const abort = () => {
    if (!interrupts.send()) ending.abort();
  };
  signal?.addEventListener("abort", abort);
  try {
    const written = isPrefixed ? workers.flatMap((worker, rank) => writeLines(worker, rank)) : [];
    const outcomes = await Promise.all(workers.map((worker) => outcomeOf(worker, ending)));
    await Promise.all(written);
    signal?.throwIfAborted();
    throwFailure(outcomes);
    return outcomes.map(({ posted }) => posted);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

/** For each process a port to each other. */
function connectedPorts(count: number): (MessagePort | null)[][] {
  const rows = Array.from({ length: count }, () => Array<MessagePort | null>(count).fill(null));
  for (const [a, row] of rows.entries())
    for (const [b, other] of rows.slice(0, a).entries()) {
      const { port1, port2 } = new MessageChannel();
      row[b] = port1;
      other[a] = port2;
    }
  return rows;
}

/** Waits for the end of a process; a failure ends all. */
async function outcomeOf(worker: Worker, ending: AbortController): Promise<Outcome> {
  let error: unknown;
  let posted: unknown;
  worker.on("message", (message) => {
    posted = message;
  });
  worker.on("error", (thrown) => {
    error = thrown;
    ending.abort();
  });
  const [exitCode] = await new Promise<[number]>((resolve) => worker.on("exit", (code) => resolve([code])));
  // The code of a thread that was ended by others is 1, too.
  const isEnded = ending.signal.aborted && exitCode === 1 && error === undefined;
  if (exitCode !== 0) ending.abort();
  return { exitCode: isEnded ? 0 : exitCode, error, posted };
}

/** One failure makes others fail, which wait for the process that is gone. */
function throwFailure(outcomes: readonly Outcome[]): void {
  const failures = [...outcomes.entries()].filter(([, { exitCode }]) => exitCode !== 0);
  const isFollowing = (error: unknown) => error instanceof Error && error.name === CollectiveError.name;
  const [rank, failure] = failures.find(([, { error }]) => !isFollowing(error)) ?? failures[0] ?? [];
  if (rank !== undefined && failure) throw new ProcessFailedError(rank, failure.exitCode, failure.error);
}

function writeLines({ stdout, stderr }: Worker, rank: number): Promise<unknown>[] {
  const streams = [
    [stdout, process.stdout],
    [stderr, process.stderr],
  ] as const;
  return streams.map(([from, to]) =>
    once(
      createInterface({ input: from }).on("line", (line) => to.write(`[${rank}] ${line}\n`)),
      "close",
    ),
  );
}
