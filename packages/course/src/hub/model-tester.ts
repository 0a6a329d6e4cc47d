import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TryModelRequest } from "@llm-course/hub/local";

/** Milliseconds that an answer may take, loading the model included, and after which a process without work ends. */
const maxTime = 120_000;
const idleTime = 600_000;

interface Reply {
  number: number;
  answer?: unknown;
  error?: string;
  /** The process is of no use any more. */
  isBroken?: boolean;
}

/**
 * Tries models in a process of its own, one after the other: a model that somebody uploaded may take all memory, or bring
 * down what runs it. The process starts with the first request.
 */
export class ModelTester implements Disposable {
  #process: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;
  #idle: NodeJS.Timeout | undefined;

  /** @throws Error whose message says why the model cannot run; the signal's reason */
  tryModel({ signal, ...request }: TryModelRequest): Promise<unknown> {
    const answer = this.#last.then(() => {
      signal.throwIfAborted();
      return this.#ask(request);
    });
    this.#last = answer.catch(() => {});
    return answer;
  }

  async #ask(request: Omit<TryModelRequest, "signal">): Promise<unknown> {
    clearTimeout(this.#idle);
    const child = this.#process ?? this.#start();
    const number = ++this.#count;
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const onMessage = (message: Reply) => {
      if (message.number === number) resolve(message);
    };
    const onExit = () => reject(new Error("the model brought down the process that ran it"));
    child.on("message", onMessage).once("exit", onExit).once("error", reject);
    const timer = setTimeout(() => {
      this.#stop();
      reject(new Error(`the model did not answer within ${maxTime / 1000} seconds`));
    }, maxTime);
    try {
      child.send({ number, request }, (error) => error && reject(error));
      const reply = await promise;
      if (reply.isBroken) this.#stop();
      if (reply.error !== undefined) throw new Error(reply.error);
      return reply.answer;
    } finally {
      clearTimeout(timer);
      child.off("message", onMessage).off("exit", onExit).off("error", reject);
      this.#idle = setTimeout(() => this.#stop(), idleTime).unref();
    }
  }

  #start(): ChildProcess {
    const child = fork(fileURLToPath(new URL("./model-process.ts", import.meta.url)), {
      serialization: "advanced",
      // What runs others' models is told no token.
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/TOKEN/i.test(name))),
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    // Whoever waits for an answer is told; without anybody waiting there is nothing to do.
    child.on("error", () => {});
    child.once("exit", () => {
      if (this.#process === child) this.#process = undefined;
    });
    this.#process = child;
    return child;
  }

  #stop(): void {
    this.#process?.kill("SIGKILL");
    this.#process = undefined;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#idle);
    this.#stop();
  }
}
