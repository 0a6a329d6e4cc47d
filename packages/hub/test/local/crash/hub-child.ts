import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/** A Hub in a process of its own, as `course hub` starts it; its gits are in its process group. */
export class HubChild {
  readonly url: string;
  readonly token: string;
  readonly #child: ChildProcess;
  private constructor(child: ChildProcess, url: string, token: string) {
    this.#child = child;
    this.url = url;
    this.token = token;
  }

  /** Ready when it answers. */
  static async start(folder: string): Promise<HubChild> {
    const script = join(import.meta.dirname, "../hub-process.ts");
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, folder], {
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
      // What Node compiles is kept for the next start.
      env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "llm-course-compiled") },
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const [url = "", token = ""] = line.split(" ");
      return new HubChild(child, url, token);
    }
    throw new Error("the Hub did not start");
  }

  /**
   * `kill -9`, and nothing is asked.
   *
   * @param what "all": with its gits, as when a machine or a container stops. "hub": its gits live on, and end by
   *   themselves or not. Windows has no process groups: there it is always "hub"
   */
  async kill(what: "hub" | "all"): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    if (what === "hub" || process.platform === "win32") this.#child.kill("SIGKILL");
    else process.kill(-(this.#child.pid as number), "SIGKILL");
    await exited;
  }

  /** Waits until the gits of a killed Hub have ended, as they have to. */
  async ended(): Promise<void> {
    for (let waited = 0; ; waited++) {
      const living = groupMembers(this.#child.pid as number);
      if (living.length === 0) return;
      if (waited === 200)
        throw new Error(`after ten seconds of a killed Hub still run: ${living.join("; ")}`);
      await sleep(50);
    }
  }
}

/** The command lines of a process group. Known on Linux only; others hope that all have ended. */
function groupMembers(group: number): string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const [state, , pgrp] = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      if (Number(pgrp) !== group || state === "Z") return [];
      return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")}`];
    } catch {
      return [];
    }
  });
}
