import { randomUUID } from "node:crypto";
import type { Message } from "../protocol/message.ts";
import type { Sockets } from "./sockets.ts";

/** Stream text waits this long for more of it, so that a printing loop does not become a message per line. */
const coalesceMilliseconds = 15;

export type Header = Message["header"];

/** Publishes on iopub under the header of the request that caused the output, and keeps the order of everything. */
export class OutputPublisher {
  readonly #sockets: Pick<Sockets, "publish">;
  readonly #session: string;
  #pending: { parent: Header; name: string; text: string } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(sockets: Pick<Sockets, "publish">, session: string) {
    this.#sockets = sockets;
    this.#session = session;
  }

  publish(type: string, content: Record<string, unknown>, parent: Header | undefined): void {
    this.flush();
    this.#sockets.publish(makeMessage(type, content, parent, this.#session));
  }

  stream(name: string, text: string, parent: Header | undefined): void {
    const pending = this.#pending;
    if (!parent || (pending && (pending.parent !== parent || pending.name !== name))) this.flush();
    if (!parent) {
      this.publish("stream", { name, text }, parent);
      return;
    }
    if (this.#pending) {
      this.#pending.text += text;
      return;
    }
    this.#pending = { parent, name, text };
    this.#timer = setTimeout(() => this.flush(), coalesceMilliseconds);
  }

  flush(): void {
    clearTimeout(this.#timer);
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending)
      this.#sockets.publish(
        makeMessage("stream", { name: pending.name, text: pending.text }, pending.parent, this.#session),
      );
  }
}

export function makeMessage(
  type: string,
  content: Record<string, unknown>,
  parent: Header | undefined,
  session: string,
): Message {
  const header = {
    msg_id: randomUUID(),
    msg_type: type,
    session,
    username: "kernel",
    date: new Date().toISOString(),
    version: "5.3",
  };
  return { header, parent_header: parent ?? {}, metadata: {}, content };
}
