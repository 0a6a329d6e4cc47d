import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";
import type { MessagePort } from "node:worker_threads";
import { NotebookProgram } from "../compiler/notebook-program.ts";
import { decodeMessage, type Message } from "../protocol/message.ts";
import type { FromExecutor } from "../thread-messages.ts";
import { CellQueue } from "./cell-queue.ts";
import { toCodePoints, toUtf16 } from "./cursor.ts";
import { ExecutorLink } from "./executor-link.ts";
import { kernelInfo } from "./kernel-info.ts";
import { type Header, makeMessage, OutputPublisher } from "./output-publisher.ts";
import { commOpen, cursorRequest, executeRequest, isCompleteRequest, shutdownRequest } from "./requests.ts";
import type { Channel, Sockets } from "./sockets.ts";
import { openTrace } from "./trace.ts";
import { isCompleteCode, printQuickInfo } from "./tslab.ts";

export interface KernelServerOptions {
  folder: string;
  /** When the process started, in milliseconds since 1970. */
  startedAt: number;
  port: MessagePort;
  sockets: Sockets;
}

type Reply = (content: Record<string, unknown>) => void;
type Handler = (content: Record<string, unknown>, reply: Reply, header: Header) => unknown;

/** Answers Jupyter's requests: execution through the queue, everything else at once, also while a cell runs. */
export class KernelServer {
  readonly #sockets: Sockets;
  readonly #session = randomUUID();
  readonly #output: OutputPublisher;
  readonly #program: NotebookProgram;
  readonly #link: ExecutorLink;
  readonly #queue: CellQueue;
  readonly #trace = openTrace();
  /** Headers of all execute requests: output may come late. */
  readonly #parents = new Map<string, Header>();
  #ready = false;

  constructor({ folder, port, startedAt, sockets }: KernelServerOptions) {
    this.#sockets = sockets;
    this.#output = new OutputPublisher(sockets, this.#session);
    this.#link = new ExecutorLink(port, (message) => this.#forward(message));
    this.#program = new NotebookProgram(folder);
    this.#queue = new CellQueue(folder, this.#program, this.#link, this.#output);
    this.#trace("start", { time: startedAt });
  }

  /** Takes the frames of one request. What is malformed or wrongly signed is reported and dropped. */
  receive(channel: Channel, frames: Buffer[]): void {
    let message: Message;
    try {
      message = decodeMessage(frames, this.#sockets.key);
    } catch (error) {
      this.#warn(channel, error);
      return;
    }
    const type = message.header.msg_type;
    const identities = frames.slice(
      0,
      frames.findIndex((frame) => frame.toString() === "<IDS|MSG>"),
    );
    const parent = message.header;
    const reply = (content: Record<string, unknown>) =>
      this.#sockets.send(
        channel,
        identities,
        makeMessage(type.replace(/_request$/, "_reply"), content, parent, this.#session),
      );
    const handler = this.#handlers[type];
    const work = async () => {
      if (type === "execute_request") return this.#enqueue(message, reply);
      this.#status("busy", parent);
      try {
        if (handler) await handler(message.content, reply, parent);
        else this.#warn(channel, `unknown message type: ${type}`);
      } finally {
        this.#status("idle", parent);
      }
    };
    work().catch((error) => this.#warn(`${channel} ${type}`, error));
  }

  readonly #handlers: Record<string, Handler> = {
    kernel_info_request: (_, reply) => {
      reply(kernelInfo);
      if (!this.#ready) this.#trace("ready");
      this.#ready = true;
    },
    is_complete_request: (content, reply) => {
      const { completed, indent = "" } = isCompleteCode(isCompleteRequest.parse(content).code);
      reply(completed ? { status: "complete" } : { status: "incomplete", indent });
    },
    complete_request: (content, reply) => {
      const { code, cursor_pos } = cursorRequest.parse(content);
      const { start, end, matches } = this.#program.complete(code, toUtf16(code, cursor_pos));
      const range = { cursor_start: toCodePoints(code, start), cursor_end: toCodePoints(code, end) };
      const types = matches.map(({ name, kind }) => ({
        text: name,
        type: kind,
        start: range.cursor_start,
        end: range.cursor_end,
      }));
      const names = matches.map((match) => match.name);
      reply({ status: "ok", matches: names, ...range, metadata: { _jupyter_types_experimental: types } });
    },
    inspect_request: (content, reply) => {
      const { code, cursor_pos } = cursorRequest.parse(content);
      const info = this.#program.inspect(code, toUtf16(code, cursor_pos));
      reply({
        status: "ok",
        found: info !== undefined,
        data: info ? { "text/plain": printQuickInfo(info) } : {},
        metadata: {},
      });
    },
    comm_info_request: (_, reply) => reply({ status: "ok", comms: {} }),
    // There are no widgets here: a frontend that opens a comm is told at once that it is closed.
    comm_open: (content, _, header) =>
      this.#output.publish("comm_close", { comm_id: commOpen.parse(content).comm_id, data: {} }, header),
    comm_msg: () => {},
    comm_close: () => {},
    history_request: (_, reply) => reply({ status: "ok", history: [] }),
    interrupt_request: async (_, reply) => {
      await this.#queue.interrupt();
      reply({ status: "ok" });
    },
    usage_request: async (_, reply, header) => {
      const { residentBytes, peakBytes, downloadedBytes } = await this.#link.usage(header.msg_id);
      reply({
        pid: process.pid,
        kernel_memory: residentBytes,
        peak_memory: peakBytes,
        downloaded_bytes: downloadedBytes,
      });
    },
    shutdown_request: async (content, reply) => {
      reply({ status: "ok", ...shutdownRequest.parse(content) });
      this.#output.flush();
      await this.#sockets.close();
      this.#link.exit();
      // A cell may keep the main thread from hearing it.
      setTimeout(() => process.kill(process.pid, "SIGKILL"), 500);
    },
  };

  #enqueue(message: Message, reply: Reply): void {
    const { header } = message;
    const request = executeRequest.parse(message.content);
    this.#parents.set(header.msg_id, header);
    this.#queue.add({
      header,
      request,
      begin: () => {
        this.#status("busy", header);
        return (content) => {
          this.#output.flush();
          reply(content);
          this.#status("idle", header);
        };
      },
    });
  }

  #forward(message: FromExecutor): void {
    if (!("owner" in message)) return;
    const parent = this.#parents.get(message.owner);
    switch (message.type) {
      case "stream":
        this.#output.stream(message.name, message.text, parent);
        break;
      case "display": {
        const { data, metadata, displayId, update } = message;
        const transient = displayId ? { display_id: displayId } : {};
        this.#output.publish(
          update ? "update_display_data" : "display_data",
          { data, metadata, transient },
          parent,
        );
        break;
      }
      case "clear":
        this.#output.publish("clear_output", { wait: message.wait }, parent);
        break;
      case "late-error":
        this.#output.publish("error", { ...this.#queue.traceback(message.error) }, parent);
        break;
    }
  }

  #status(state: "busy" | "idle", parent: Header): void {
    this.#trace(state, { type: parent.msg_type });
    this.#output.publish("status", { execution_state: state }, parent);
  }

  /** To the process's own stderr, where Jupyter keeps its log: never a cell's. */
  #warn(where: string, what: unknown): void {
    writeSync(2, `[kernel] ${where}: ${what instanceof Error ? what.message : String(what)}\n`);
  }
}
