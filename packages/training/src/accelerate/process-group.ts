import { on } from "node:events";
import { MessagePort, workerData } from "node:worker_threads";
import { z } from "zod";
import { CollectiveError } from "./errors.ts";

/** What a launch gives each of its threads. */
const schema = z.object({
  processGroup: z.object({
    rank: z.int().nonnegative(),
    /** To each other process, by rank; `null` in the place of this one. */
    ports: z.array(z.instanceof(MessagePort).nullable()),
    /** To the launch itself: it says when it is to end, and hears who wants to know. */
    launch: z.instanceof(MessagePort).optional(),
  }),
});

export type ProcessGroupData = z.infer<typeof schema>;

/** What a process tells the launch. */
export type Attention = "listens" | "is away";

/** A message: which collective operation it belongs to, and this process's value. */
interface Message {
  readonly operation: string;
  readonly value: unknown;
}

/**
 * The processes of a launch, which are threads of one Node process, as one of them sees the others. Operations are
 * collective: all processes call the same ones in the same order.
 */
export class ProcessGroup {
  readonly rank: number;
  readonly size: number;
  readonly #peers: readonly (Peer | undefined)[];
  readonly #launch: MessagePort | undefined;

  constructor({ processGroup: { rank, ports, launch } }: ProcessGroupData) {
    this.rank = rank;
    this.size = ports.length;
    this.#launch = launch;
    this.#peers = ports.map((port) => (port ? new Peer(port) : undefined));
  }

  /**
   * Gives everyone's values by rank, once all have called it. Values are cloned; shared memory is not.
   *
   * @param operation what the caller does, for errors
   * @throws CollectiveError where another process does something else, or ended
   */
  async allGather<T>(operation: string, value: T): Promise<T[]> {
    for (const peer of this.#peers) peer?.send({ operation, value });
    const messages = this.#peers.map((peer, rank) => peer?.receive(rank, operation) ?? { operation, value });
    return Promise.all(
      messages.map(async (pending, rank) => {
        const message = await pending;
        if (message.operation !== operation)
          throw new CollectiveError(
            `all processes must do the same in the same order, but ${this.rank} does ${operation} and ${rank}: ${message.operation}`,
          );
        return message.value as T;
      }),
    );
  }

  /**
   * Calls a function when the launch is to end, as by Ctrl-C. While any process listens, the launch leaves it to the
   * processes to end; else it ends them.
   *
   * @returns what is disposed of to listen no longer
   */
  onInterrupt(listener: () => void): Disposable {
    const tell = (attention: Attention) => this.#launch?.postMessage(attention);
    this.#launch?.on("message", listener);
    // Listening does not keep this process alive.
    this.#launch?.unref();
    tell("listens");
    return {
      [Symbol.dispose]: () => {
        this.#launch?.off("message", listener);
        tell("is away");
      },
    };
  }
}

/** Another process. Waiting for it keeps this one alive, its mere existence does not. */
class Peer {
  readonly #port: MessagePort;
  readonly #messages: AsyncIterator<Message[]>;
  #waiting = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    this.#messages = on(port, "message", { close: ["close"] });
    port.unref();
  }

  send(message: Message): void {
    this.#port.postMessage(message);
  }

  async receive(rank: number, operation: string): Promise<Message> {
    this.#port.ref();
    this.#waiting++;
    const { value, done } = await this.#messages.next();
    this.#waiting--;
    if (this.#waiting === 0) this.#port.unref();
    const [message] = value ?? [];
    if (done || !message)
      throw new CollectiveError(
        `another process waits in ${operation}, call it equally often in all; ended: ${rank}`,
      );
    return message;
  }
}

let group: ProcessGroup | undefined;

/** The group of this thread: that of the launch that started it, else one of a single process. */
export function processGroup(): ProcessGroup {
  const given = schema.safeParse(workerData);
  group ??= new ProcessGroup(given.data ?? { processGroup: { rank: 0, ports: [null] } });
  return group;
}
