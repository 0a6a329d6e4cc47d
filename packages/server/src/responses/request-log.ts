/** What is kept of a request: nothing of its headers, its body, or its query, all of which may hold secrets. */
export interface RequestLog {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Of the answer; undefined where the client left before there was one. */
  readonly status: number | undefined;
  /** Until the end of the answer. */
  readonly ms: number;
}

/** Writes a request to stderr, on one line. */
export function logToStderr({ method, path, status, ms }: RequestLog): void {
  process.stderr.write(`${method} ${path} ${status ?? "client left"} ${ms.toFixed(0)} ms\n`);
}
