import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Connection, openConnection } from "../protocol/connection.ts";
import { KernelClient, type PendingRequest } from "../protocol/kernel-client.ts";
import { type Message, parseContent } from "../protocol/message.ts";
import { RunFailure } from "./errors.ts";
import { type KernelExit, KernelProcess } from "./kernel-process.ts";
import type { Kernelspec } from "./read-kernelspec.ts";

export interface SessionOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Called with every message the kernel publishes, in order. */
  onPublished: (message: Message) => void;
}

/** What a kernel used: peak resident memory and bytes downloaded, as far as it tells or the system knows. */
export interface Usage {
  peakBytes?: number;
  downloadedBytes?: number;
}

const kernelInfo = z.looseObject({ language_info: z.looseObject({ name: z.string() }) });
export type LanguageInfo = z.infer<typeof kernelInfo>["language_info"];

// ipykernel's answer has other fields; ours has all of these.
const usageReply = z.object({
  pid: z.number().optional(),
  peak_memory: z.number().optional(),
  downloaded_bytes: z.number().optional(),
});

/** Milliseconds; the first for an answer of a kernel that is up, the last for a kernel to go by itself. */
const limits = { repeatInfo: 500, joinIopub: 20, usage: 500, shutdown: 2000 };

const after = (ms: number): Promise<undefined> => sleep(ms, undefined, { ref: false });

/** A started kernel and the connection to it. `stop` must be called in the end. */
export class KernelSession {
  /** Rejects with a RunFailure when the kernel dies, with the cause when its messages cannot be taken; never resolves. */
  readonly broken: Promise<never>;
  readonly #spec: Kernelspec;
  readonly #connection: Connection;
  readonly #process: KernelProcess;
  readonly #client: KernelClient;
  readonly #iopubJoined = Promise.withResolvers<true>();

  private constructor(spec: Kernelspec, connection: Connection, options: SessionOptions) {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {}); // whoever waits for the kernel races against it; nobody may be waiting
    this.broken = promise;
    this.#spec = spec;
    this.#connection = connection;
    this.#client = new KernelClient(connection, {
      onPublished: (message) => {
        this.#iopubJoined.resolve(true);
        options.onPublished(message);
      },
      onBreach: reject,
    });
    const argv = spec.argv.map((argument) => argument.replaceAll("{connection_file}", connection.file));
    this.#process = new KernelProcess(argv, options);
    void this.#process.exited.then((exit) => reject(deadKernel(exit)));
  }

  /** Starts a kernel's process; it answers once `ready` resolves. */
  static async open(spec: Kernelspec, options: SessionOptions): Promise<KernelSession> {
    return new KernelSession(spec, await openConnection(spec.name), options);
  }

  /**
   * Waits until the kernel answers and what it publishes arrives, and gives its language.
   *
   * @throws RunFailure when the kernel dies first.
   */
  async ready(): Promise<LanguageInfo> {
    for (;;) {
      const request = this.request("kernel_info_request", {});
      const reply = await Promise.race([request.reply, this.broken, after(limits.repeatInfo)]);
      if (!reply) continue;
      // Subscriptions take effect some time after the connection is made: ask until something published is seen.
      const joined = await Promise.race([this.#iopubJoined.promise, this.broken, after(limits.joinIopub)]);
      if (joined) return parseContent(kernelInfo, reply.content).language_info;
    }
  }

  /** Sends a request on the shell channel. */
  request(type: string, content: Record<string, unknown>): PendingRequest {
    return this.#client.request("shell", type, content);
  }

  /** Asks the kernel to stop what it is doing, in the way its kernelspec names. */
  interrupt(): void {
    if (this.#spec.interrupt_mode === "message") this.#client.request("control", "interrupt_request", {});
    else this.#process.interrupt();
  }

  async usage(): Promise<Usage> {
    const { reply } = this.#client.request("control", "usage_request", {});
    const message = await Promise.race([
      reply,
      this.#process.exited.then(() => undefined),
      after(limits.usage),
    ]);
    const answer = usageReply.safeParse(message?.content).data ?? {};
    return {
      peakBytes: answer.peak_memory ?? (await peakMemory(answer.pid ?? this.#process.pid)),
      downloadedBytes: answer.downloaded_bytes,
    };
  }

  /** Ends the kernel at once. */
  kill(): void {
    this.#process.kill();
  }

  /** Asks the kernel to end, kills it when it does not, and removes what was made for it. */
  async stop(): Promise<void> {
    this.#client.request("control", "shutdown_request", { restart: false });
    await Promise.race([this.#process.exited, after(limits.shutdown)]);
    this.kill();
    await this.#process.exited;
    this.#client.close();
    this.#connection.close();
  }
}

function deadKernel({ reason, lastLines }: KernelExit): RunFailure {
  const words = lastLines.at(-1);
  return new RunFailure(
    "dead-kernel",
    "DeadKernel",
    `the kernel ${reason}${words ? ` (${words})` : ""}`,
    lastLines,
  );
}

/** The most memory a process has had, in bytes; only Linux tells. */
async function peakMemory(pid: number | undefined): Promise<number | undefined> {
  if (process.platform !== "linux" || pid === undefined) return undefined;
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
