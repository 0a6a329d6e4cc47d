import { setTimeout } from "node:timers/promises";
import type { Publisher, Router, Socket } from "zeromq";
import { socketAddress } from "../protocol/connection.ts";
import { encodeMessage, type Message } from "../protocol/message.ts";
import { loadZmqServer, noHandler } from "./tslab.ts";

export type Channel = "shell" | "control";

export interface Sockets {
  /** Signs the messages. */
  key: string;
  send(channel: Channel, identities: Buffer[], message: Message): void;
  publish(message: Message): void;
  close(): Promise<void>;
}

/**
 * Binds the kernel's sockets through tslab's server and hands over the frames that arrive on shell and control.
 * Sends are queued per socket, since zeromq.js allows one at a time; nothing published is dropped, however slow the reader.
 */
export async function openSockets(
  connectionFile: string,
  onFrames: (channel: Channel, frames: Buffer[]) => void,
): Promise<Sockets> {
  const ZmqServer = loadZmqServer();
  class Server extends ZmqServer {
    override async handleShellMessage(socket: Router, ...frames: Buffer[]): Promise<void> {
      onFrames(socket === this.control ? "control" : "shell", frames);
    }
  }
  const server = new Server(noHandler, connectionFile);
  // Taken over from tslab: the high-water mark counts for connections made after it is set.
  Reflect.set(server, "bindSocket", async (socket: Socket, port: number) => {
    if ("sendHighWaterMark" in socket) socket.sendHighWaterMark = 0;
    const { transport, ip } = server.connInfo;
    await socket.bind(socketAddress(transport, ip, port));
  });
  await server.init();
  const { key } = server.connInfo;
  const queues = new Map<Router | Publisher, SendQueue>();
  const enqueue = (socket: Router | Publisher, frames: Frames) => {
    const queue = queues.get(socket) ?? new SendQueue(socket);
    queues.set(socket, queue);
    queue.push(frames);
  };
  return {
    key,
    send: (channel, identities, message) =>
      enqueue(server[channel], [...identities, ...encodeMessage(message, key)]),
    publish: (message) => enqueue(server.iopub, [message.header.msg_type, ...encodeMessage(message, key)]),
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.drained));
      // libzmq's own thread has the last messages now, and needs a moment to write them.
      await setTimeout(10);
      server.close();
    },
  };
}

type Frames = (Buffer | string)[];

/** zeromq.js takes one message at a time. The first is sent at once: what follows may block this thread for a while. */
class SendQueue {
  readonly #socket: Router | Publisher;
  readonly #waiting: Frames[] = [];
  #sending = false;
  /** Resolves when all that was pushed so far is on its way. */
  drained: Promise<void> = Promise.resolve();

  constructor(socket: Router | Publisher) {
    this.#socket = socket;
  }

  push(frames: Frames): void {
    this.#waiting.push(frames);
    if (!this.#sending) this.drained = this.#drain();
  }

  async #drain(): Promise<void> {
    this.#sending = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        await this.#socket.send(next);
      } catch {
        // A reader that has gone, or a socket that was closed for the end, is not an error of the kernel's.
      }
    }
    this.#sending = false;
  }
}
