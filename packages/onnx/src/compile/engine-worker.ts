// The thread that computes: makes an engine and calls its methods, one after the other.
import { parentPort, type Transferable } from "node:worker_threads";
import { Engine, type EngineOptions } from "./engine.ts";
import type { Answer, Call } from "./worker-calls.ts";

let engine: Engine | undefined;
let last: Promise<void> = Promise.resolve();

parentPort?.on("message", (call: Call) => {
  last = last.then(() => (call.method === "close" ? end() : answer(call)));
});

/** With the port closed nothing keeps the thread. */
async function end(): Promise<void> {
  try {
    await engine?.close();
  } finally {
    parentPort?.close();
  }
}

async function answer({ id, method, args }: Call): Promise<void> {
  try {
    const result = await perform(method, args);
    post({ id, result }, buffersOf(result));
  } catch (error) {
    const { name, message, ...fields } = error as Error;
    post({ id, error: { name, message, fields: { ...fields, name } } });
  }
}

function perform(method: string, args: readonly unknown[]): unknown {
  if (method === "create") {
    engine = new Engine(args[0] as EngineOptions);
    return engine.parameters;
  }
  const methods = engine as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
  return methods[method]?.(...args);
}

function post(answer: Answer, transfer: readonly Transferable[] = []): void {
  parentPort?.postMessage(answer, [...transfer]);
}

/** Outputs leave without a copy: nothing here reads them again. */
function buffersOf(result: unknown): Transferable[] {
  if (result === null || typeof result !== "object") return [];
  const buffers = Object.values(result).flatMap((value) =>
    ArrayBuffer.isView(value?.data) && value.data.buffer instanceof ArrayBuffer ? [value.data.buffer] : [],
  );
  return [...new Set(buffers)];
}
