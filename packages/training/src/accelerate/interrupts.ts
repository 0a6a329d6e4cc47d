import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Attention } from "./process-group.ts";

/** Tells processes that they are to end, where any wants to do so by itself. */
export class Interrupts {
  readonly #ports: MessagePort[] = [];

  /** @returns a process's end */
  connect(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.#ports.push(port1);
    return port2;
  }

  /** @returns whether any process listens. The message then waits for those that do not yet. */
  send(): boolean {
    const isHeard = this.#ports.map(lastAttention).includes("listens");
    if (isHeard) for (const port of this.#ports) port.postMessage("interrupt");
    return isHeard;
  }
}

/** What a process has said last, read at once: events would come a moment late. */
function lastAttention(port: MessagePort): Attention | undefined {
  let last: Attention | undefined;
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) last = next.message;
  return last;
}
