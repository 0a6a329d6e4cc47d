import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { CourseError } from "../errors.ts";
import type { Jupyter } from "./find-jupyter.ts";
import { jupyterEnvironment } from "./jupyter-environment.ts";

const GRACE_MS = 10_000;

/**
 * Runs Jupyter until it ends or `signal` is aborted; then Jupyter gets ten seconds to stop its kernels and itself.
 *
 * @throws CourseError when Jupyter cannot be started or ends with an error of its own.
 */
export async function runJupyter(
  jupyter: Jupyter,
  args: string[],
  cwd: string,
  signal: AbortSignal,
): Promise<void> {
  const server = spawn(jupyter.command, [...jupyter.args, ...args], {
    cwd,
    env: jupyterEnvironment(),
    stdio: ["ignore", "inherit", "inherit"],
    // A group of its own: Ctrl-C in the terminal would reach Jupyter too, which then asks on the terminal whether
    // it was meant. On Windows that means a second console window, and Jupyter there stops without asking.
    detached: process.platform !== "win32",
  });
  const stop = () => void stopGroup(server);
  const kill = () => killGroup(server);
  signal.addEventListener("abort", stop);
  process.once("exit", kill); // the second Ctrl-C
  try {
    const [code] = await once(server, "exit");
    if (code && !signal.aborted) throw new CourseError(`jupyter ended with exit code ${code}`);
  } catch (error) {
    if (error instanceof CourseError) throw error;
    throw new CourseError(`could not start ${jupyter.command}: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    signal.removeEventListener("abort", stop);
    process.off("exit", kill);
  }
}

/** Asks the server and what started it (uvx) to stop, and kills both when they do not. */
async function stopGroup(server: ChildProcess): Promise<void> {
  // On Windows Ctrl-C has reached Jupyter already, and nothing can ask it to stop.
  if (process.platform !== "win32" && server.pid !== undefined) process.kill(-server.pid, "SIGTERM");
  const timer = setTimeout(killGroup, GRACE_MS, server);
  await once(server, "exit");
  clearTimeout(timer);
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (process.platform === "win32") spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"]);
  else process.kill(-pid, "SIGKILL");
}
