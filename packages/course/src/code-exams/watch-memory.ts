import { type ChildProcess, execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const interval = 50;

/** The resident memory of a process in MB; zero where it has ended, and on Windows. */
async function residentMb(pid: number): Promise<number> {
  try {
    if (process.platform === "linux") {
      const status = await readFile(`/proc/${pid}/status`, "utf8");
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    }
    if (process.platform === "win32") return 0;
    return Number((await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)])).stdout) / 1024;
  } catch {
    return 0;
  }
}

/** Calls `exceeded` once a process has more than `limit` MB in memory; what it returns ends the watch. */
export function watchMemory({ pid }: ChildProcess, limit: number, exceeded: () => void): () => void {
  const stop = new AbortController();
  const look = async () => {
    if (pid === undefined || stop.signal.aborted) return;
    if ((await residentMb(pid)) > limit) exceeded();
    else if (!stop.signal.aborted) setTimeout(look, interval);
  };
  void look();
  return () => stop.abort();
}
