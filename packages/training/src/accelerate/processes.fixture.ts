// Functions that the tests call in several processes.
import { Accelerator } from "./accelerator.ts";
import { processGroup } from "./process-group.ts";

/** A rank's own values: two numbers, of which a tensor has as many rows as the rank plus one. */
export async function collectives() {
  const accelerator = new Accelerator();
  const { processIndex: rank } = accelerator;
  const rows = Array.from({ length: rank + 1 }, (_, i) => 10 * rank + i);
  const tensor = { type: "int64", data: BigInt64Array.from(rows, BigInt), dims: [rank + 1, 1] };
  return {
    rank,
    size: accelerator.numProcesses,
    isMain: accelerator.isMainProcess,
    number: await accelerator.gather(rank),
    list: await accelerator.gather(rows),
    tensor: await accelerator.gather(tensor),
    metrics: await accelerator.gatherForMetrics({ predictions: tensor, references: rows }),
    sum: await accelerator.reduce(rank + 1),
    mean: await accelerator.reduce([rank, 1], "mean"),
    broadcast: await accelerator.broadcast({ from: rank }),
    main: await accelerator.onMainProcess(() => "only here"),
  };
}

/** Later ranks are later; each says how many had come when it went on. */
export async function waits(counter: Int32Array): Promise<number> {
  const accelerator = new Accelerator();
  await new Promise((resolve) => setTimeout(resolve, 50 * accelerator.processIndex));
  Atomics.add(counter, 0, 1);
  await accelerator.waitForEveryone();
  return Atomics.load(counter, 0);
}

/** Gathers what cannot be joined. */
export function mismatched(): Promise<unknown> {
  const accelerator = new Accelerator();
  const data = new Float32Array(accelerator.processIndex + 1);
  return accelerator.gather({ type: "float32", data, dims: [1, data.length] });
}

export async function disordered(): Promise<void> {
  const accelerator = new Accelerator();
  await (accelerator.isMainProcess ? accelerator.gather(1) : accelerator.reduce(1));
}

/** The last process fails, or exits, while the others wait for it. */
export async function failing(how: "throw" | "exit" | "finish"): Promise<unknown> {
  const accelerator = new Accelerator();
  if (accelerator.processIndex < accelerator.numProcesses - 1) return accelerator.gather(1);
  if (how === "exit") process.exit(3);
  if (how === "throw") throw new RangeError("out of luck");
}

/** Never ends, and says when it has begun. */
export async function endless(started: Int32Array): Promise<void> {
  Atomics.add(started, 0, 1);
  for (;;) await new Promise((resolve) => setTimeout(resolve, 1000));
}

/** Ends when the launch is to end; the first process listens late. Says when they have begun, and ended. */
export async function listening(counts: Int32Array): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const awake = setInterval(() => {}, 1000);
  while (new Accelerator().isMainProcess && Atomics.load(counts, 1) === 0)
    await new Promise((done) => setTimeout(done, 10));
  using _ = processGroup().onInterrupt(resolve);
  Atomics.add(counts, 0, 1);
  await promise;
  Atomics.add(counts, 1, 1);
  clearInterval(awake);
}

export function unclonable() {
  return () => 1;
}

export const settings = { learningRate: 1 };
