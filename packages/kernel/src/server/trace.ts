import { appendFileSync } from "node:fs";

/**
 * Where `COURSE_KERNEL_TRACE` names a file, appends one JSON line per event, so that any client's overhead can be
 * measured from the kernel's side: `start` (of the process), `ready` (first kernel_info reply), `busy`, `idle`.
 */
export function openTrace(): (event: string, details?: { time?: number; type?: string }) => void {
  const file = process.env.COURSE_KERNEL_TRACE;
  if (!file) return () => {};
  return (event, { time = performance.timeOrigin + performance.now(), type } = {}) =>
    appendFileSync(file, `${JSON.stringify({ event, time, type })}\n`);
}
