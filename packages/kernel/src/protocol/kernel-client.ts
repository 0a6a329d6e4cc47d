import { randomUUID } from "node:crypto";
import { Dealer, type Socket, Subscriber } from "zeromq";
import { z } from "zod";
import { address, type Connection } from "./connection.ts";
import { decodeMessage, encodeMessage, type Message, parseContent } from "./message.ts";

/** A request under way. Neither promise ever rejects: race them against the end of the kernel. */
export interface PendingRequest {
  id: string;
  /** The kernel's answer. */
  reply: Promise<Message>;
  /** When everything this request published has been received; gives the seconds the kernel was busy, by its clock. */
  idle: Promise<number>;
}

export interface KernelClientHandlers {
  /** Called with every message the kernel publishes, in order. */
  onPublished: (message: Message) => void;
  /** Called with what `onPublished` threw, or a MessageError for a message that is malformed or wrongly signed. */
  onBreach: (error: unknown) => void;
}

interface Waiting {
  reply: (message: Message) => void;
  idle: (seconds: number) => void;
  busyAt: number;
}

const status = z.object({ execution_state: z.string() });

// The kernel is not up yet when the sockets are opened; libzmq's own default of 100 ms would be added to every start.
const options = { linger: 0, reconnectInterval: 10 };

/** The client's end of a kernel's shell, control and iopub channels. */
export class KernelClient {
  readonly #shell = new Dealer(options);
  readonly #control = new Dealer(options);
  readonly #iopub = new Subscriber({ ...options, receiveHighWaterMark: 0 });
  readonly #session = randomUUID();
  readonly #waiting = new Map<string, Waiting>();
  readonly #key: string;
  readonly #handlers: KernelClientHandlers;

  constructor(connection: Connection, handlers: KernelClientHandlers) {
    this.#key = connection.key;
    this.#handlers = handlers;
    this.#iopub.subscribe();
    this.#shell.connect(address(connection, "shell"));
    this.#control.connect(address(connection, "control"));
    this.#iopub.connect(address(connection, "iopub"));
    void this.#receive(this.#shell, (message) => this.#answer(message));
    void this.#receive(this.#control, (message) => this.#answer(message));
    void this.#receive(this.#iopub, (message) => this.#publish(message));
  }

  /** Sends a request; it waits in the socket until the kernel is up. */
  request(channel: "shell" | "control", type: string, content: Record<string, unknown>): PendingRequest {
    const id = randomUUID();
    const header = {
      msg_id: id,
      msg_type: type,
      session: this.#session,
      username: "runner",
      date: new Date().toISOString(),
      version: "5.3",
    };
    const { promise: reply, resolve: answer } = Promise.withResolvers<Message>();
    const { promise: idle, resolve: finish } = Promise.withResolvers<number>();
    this.#waiting.set(id, { reply: answer, idle: finish, busyAt: Date.now() });
    const frames = encodeMessage({ header, parent_header: {}, metadata: {}, content }, this.#key);
    const socket = channel === "shell" ? this.#shell : this.#control;
    socket.send(frames).catch((error: unknown) => this.#breach(socket, error));
    return { id, reply, idle };
  }

  close(): void {
    for (const socket of [this.#shell, this.#control, this.#iopub]) socket.close();
    this.#waiting.clear();
  }

  async #receive(socket: Dealer | Subscriber, handle: (message: Message) => void): Promise<void> {
    try {
      for await (const frames of socket) handle(decodeMessage(frames, this.#key));
    } catch (error) {
      this.#breach(socket, error);
    }
  }

  /** Sockets also fail because `close` was called, which is no breach. */
  #breach(socket: Socket, error: unknown): void {
    if (!socket.closed) this.#handlers.onBreach(error);
  }

  #answer(message: Message): void {
    this.#waiting.get(message.parent_header.msg_id ?? "")?.reply(message);
  }

  #publish(message: Message): void {
    this.#handlers.onPublished(message);
    const id = message.parent_header.msg_id ?? "";
    const waiting = this.#waiting.get(id);
    if (!waiting || message.header.msg_type !== "status") return;
    const at = Date.parse(message.header.date ?? "") || Date.now();
    const { execution_state: state } = parseContent(status, message.content);
    if (state === "busy") waiting.busyAt = at;
    if (state === "idle") waiting.idle(Math.max(0, at - waiting.busyAt) / 1000);
  }
}
