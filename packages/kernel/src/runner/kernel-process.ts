import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { onProcessExit } from "../protocol/on-process-exit.ts";

/** How a kernel ended. */
export interface KernelExit {
  /** One line: "exited with code 3", "was killed by SIGKILL" or why it could not be started. */
  reason: string;
  /** The last lines it wrote to stderr. */
  lastLines: string[];
}

const keptCharacters = 8192;
const keptLines = 20;

/** A kernel's process. It and what it started never outlive this one, unless this one is killed by SIGKILL. */
export class KernelProcess {
  /** Resolves when the process has ended, however it did. */
  readonly exited: Promise<KernelExit>;
  readonly #child: ChildProcess;
  #log = "";

  constructor(argv: string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    const [command = "", ...args] = argv;
    this.#child = spawn(command, args, {
      ...options,
      // A group of its own, so that processes a cell started end with it, and Ctrl-C reaches only the runner.
      detached: process.platform !== "win32",
      stdio: ["ignore", "ignore", "pipe"],
      windowsHide: true,
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#log = (this.#log + text).slice(-keptCharacters);
    });
    const forget = onProcessExit(() => this.kill());
    this.exited = this.#untilExit().finally(() => {
      // What the kernel started may still be running in its group.
      this.kill();
      forget();
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  interrupt(): void {
    this.#signal("SIGINT");
  }

  kill(): void {
    this.#signal("SIGKILL");
  }

  async #untilExit(): Promise<KernelExit> {
    const closed = new Promise((resolve) => this.#child.once("close", resolve));
    const reason = await new Promise<string>((resolve) => {
      this.#child.once("error", (error) => resolve(`could not be started: ${error.message}`));
      this.#child.once("exit", (code, signal) =>
        resolve(signal ? `was killed by ${signal}` : `exited with code ${code}`),
      );
    });
    // Its last words are still in the pipe; a process it started may hold the pipe open for long.
    await Promise.race([closed, sleep(100, undefined, { ref: false })]);
    return { reason, lastLines: this.#log.trimEnd().split("\n").slice(-keptLines).filter(Boolean) };
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    if (process.platform === "win32") {
      this.#child.kill(signal);
      return;
    }
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // ESRCH: the whole group is gone. EPERM: macOS says so when only zombies are left in it.
      if (!["ESRCH", "EPERM"].includes(String((error as NodeJS.ErrnoException).code))) throw error;
    }
  }
}
