import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { z } from "zod";
import { BenchRunError, type Measurement } from "./measure-program.ts";
import { watchPeakMb } from "./process-tree-memory.ts";

const reply = z.union([z.object({ value: z.number(), rssMb: z.number() }), z.object({ error: z.string() })]);

/**
 * One side of a case that is a function, alive in a process of its own: so each side's peak memory is its own, and both
 * can take turns without starting anew. Close it (`using`) to end the process.
 */
export class FunctionProcess implements Disposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<{ error: string }>;

  constructor(benchFile: string, caseIndex: number, side: "ours" | "peer", signal?: AbortSignal) {
    this.#child = fork(join(import.meta.dirname, "function-process-main.ts"), [
      benchFile,
      String(caseIndex),
      side,
    ]);
    this.#ended = once(this.#child, "exit").then(([code, signal]) => ({
      error: `process ended: ${signal ?? code}`,
    }));
    signal?.addEventListener("abort", () => this.#child.kill(), { once: true });
  }

  /**
   * Calls the function once.
   *
   * @throws BenchRunError when it throws, or its process ends
   */
  async measure(): Promise<Measurement> {
    this.#child.send("run");
    const message = once(this.#child, "message").then(([received]) => reply.parse(received));
    // Its own peak comes from itself, on every system; what it started is seen from here.
    const peakMb = watchPeakMb(this.#child.pid);
    const answer = await Promise.race([message, this.#ended]).finally(peakMb);
    if ("error" in answer) throw new BenchRunError(answer.error);
    return { ...answer, rssMb: Math.max(answer.rssMb, peakMb()) };
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }
}
