import { byteRange, HttpError } from "@llm-course/server";
import type { HubContext } from "./hub-env.ts";

export interface ServedBytes {
  /** Without quotes. */
  etag: string;
  size: number;
  headers: Record<string, string>;
  /** The bytes from `start` to before `end`. */
  open(range: {
    start: number;
    end: number;
  }): ReadableStream<Uint8Array> | Promise<ReadableStream<Uint8Array>>;
}

/**
 * Answers GET and HEAD with bytes or a range of them, or 304 where the client has them.
 *
 * @throws HttpError 416 for a range outside of them
 */
export async function answerBytes(
  context: HubContext,
  { etag, size, headers, open }: ServedBytes,
): Promise<Response> {
  const quoted = `"${etag}"`;
  for (const [name, value] of Object.entries({
    "Accept-Ranges": "bytes",
    "Cache-Control": "no-cache",
    ...headers,
  }))
    context.header(name, value);
  context.header("ETag", quoted);
  context.header("Vary", "Authorization, Cookie");
  const known = (context.req.header("if-none-match") ?? "")
    .split(",")
    .map((tag) => tag.trim().replace(/^W\//, ""));
  if (known.includes(quoted) || known.includes("*")) return context.body(null, 304);

  const sameFile = [undefined, quoted].includes(context.req.header("if-range"));
  const range = sameFile ? rangeOf(context, size) : undefined;
  const { start, end } = range ?? { start: 0, end: size };
  context.header("Content-Length", String(end - start));
  if (range) context.header("Content-Range", `bytes ${start}-${end - 1}/${size}`);
  // An empty file has no range; clients that ask for its first byte to learn its size find it here.
  if (size === 0) context.header("Content-Range", "bytes */0");
  const status = range ? 206 : 200;
  if (context.req.method === "HEAD" || start === end) return context.body(null, status);
  return context.body(await open({ start, end }), status);
}

function rangeOf(context: HubContext, size: number): { start: number; end: number } | undefined {
  if (size === 0) return undefined;
  try {
    return byteRange(context.req.header("range"), size);
  } catch (error) {
    if (error instanceof HttpError) context.header("Content-Range", `bytes */${size}`);
    throw error;
  }
}

/** The bytes of a stream from `start` to before `end`; what comes after is not read. */
export function sliceStream(
  stream: ReadableStream<Uint8Array>,
  { start, end }: { start: number; end: number },
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        const from = Math.max(0, start - at);
        const to = Math.min(value.length, end - at);
        at += value.length;
        if (from < to) controller.enqueue(value.subarray(from, to));
        if (at >= end) {
          await reader.cancel();
          return controller.close();
        }
        if (from < to) return;
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
