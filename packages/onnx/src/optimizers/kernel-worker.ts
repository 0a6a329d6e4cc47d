// A thread of a KernelPool: sleeps until there are chunks, and runs them together with the other threads.
import { type MessagePort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { instantiate } from "./instantiate.ts";
import { KernelQueue } from "./kernel-queue.ts";
import type { KernelFunction, SharedMemory, WasmModule } from "./webassembly.ts";

/** What a pool hands to its threads; the port brings memories in the order of their numbers. */
export interface KernelWorkerData {
  readonly buffer: SharedArrayBuffer;
  readonly module: WasmModule;
  readonly memories: MessagePort;
}

const { buffer, module, memories }: KernelWorkerData = workerData;
const queue = new KernelQueue(buffer);
const instances: (readonly KernelFunction[])[] = [];

const functionsOver = (memory: number): readonly KernelFunction[] => {
  for (;;) {
    const functions = instances[memory];
    if (functions) return functions;
    // The pool sent the memory before it published a chunk of it.
    const received: { message: SharedMemory } | undefined = receiveMessageOnPort(memories);
    if (!received) throw new RangeError(`unknown memory: ${memory}`);
    instances.push(instantiate(module, received.message));
  }
};

while (queue.waitForChunks()) queue.drain(functionsOver);
