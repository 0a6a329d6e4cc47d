import { readdirSync, readFileSync } from "node:fs";

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // The process ended meanwhile.
  }
};

const list = (path: string): string[] => {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
};

/** A process and all its living descendants; any thread may have started a child. */
function processTree(pid: number): number[] {
  const children = list(`/proc/${pid}/task`).flatMap((thread) =>
    (read(`/proc/${pid}/task/${thread}/children`).match(/\d+/g) ?? []).map(Number),
  );
  return [pid, ...children.flatMap(processTree)];
}

/**
 * The sum of the peak resident sizes (VmHWM) of a process and its living descendants, in MB; zero once it has ended,
 * and on systems without /proc. Each term only grows, so polling loses at most what a process adds in its last moments.
 */
function processTreePeakMb(pid: number): number {
  const peaks = processTree(pid).map((id) =>
    Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${id}/status`))?.[1] ?? 0),
  );
  return peaks.reduce((sum, kb) => sum + kb, 0) / 1024;
}

const pollMilliseconds = 20;

/** Starts to watch a process tree's peak memory; call what it returns to end and get the highest, in MB. */
export function watchPeakMb(pid: number | undefined): () => number {
  let peak = 0;
  const poll = setInterval(() => {
    peak = Math.max(peak, processTreePeakMb(pid ?? 0));
  }, pollMilliseconds);
  return () => {
    clearInterval(poll);
    return peak;
  };
}
