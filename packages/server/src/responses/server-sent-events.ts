import { HttpError } from "../errors.ts";
import { errorBody, publicError } from "./error-response.ts";

/** One event of a stream; line breaks in `data` are kept. */
export interface ServerSentEvent {
  readonly data: string;
  readonly event?: string;
  readonly id?: string;
  /** Milliseconds after which a browser that lost the connection asks again. */
  readonly retry?: number;
}

export interface ServerSentEventsOptions {
  /** Aborted when the client leaves, give it `context.req.raw.signal`; the producer's signal follows it. */
  readonly signal: AbortSignal;
  /** The last event where the producer fails. Default: `event: error` with the body of an error's answer. */
  readonly onError?: (error: HttpError, thrown: unknown) => ServerSentEvent;
  /** Milliseconds of silence after which a comment keeps the connection open. Default: 15 s. */
  readonly keepAlive?: number;
}

const errorEvent = (error: HttpError): ServerSentEvent => ({
  event: "error",
  data: JSON.stringify(errorBody(error)),
});

// A line break inside of a field would begin another one.
const oneLine = (text: string) => text.replaceAll(/[\r\n]/g, " ");

function format({ data, event, id, retry }: ServerSentEvent): string {
  const lines = [
    ...(event === undefined ? [] : [`event: ${oneLine(event)}`]),
    ...(id === undefined ? [] : [`id: ${oneLine(id)}`]),
    ...(retry === undefined ? [] : [`retry: ${retry}`]),
    ...data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`),
  ];
  return `${lines.join("\n")}\n\n`;
}

/**
 * An answer of events, as they come (https://html.spec.whatwg.org/multipage/server-sent-events.html). The producer is
 * asked for the next event when the client has taken the last ones, and is ended when the client leaves: its signal is
 * aborted, and its `finally` runs.
 */
export function serverSentEvents(
  produce: (signal: AbortSignal) => AsyncIterable<ServerSentEvent>,
  { signal, onError = errorEvent, keepAlive = 15_000 }: ServerSentEventsOptions,
): Response {
  const left = new AbortController();
  const ended = AbortSignal.any([signal, left.signal]);
  const events = produce(ended)[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        timer = setInterval(() => {
          // Only into an empty queue: a client that does not read gets no comments either.
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(": \n\n"));
        }, keepAlive);
        timer.unref();
        signal.addEventListener("abort", () => void cancel(), { once: true });
      },
      async pull(controller) {
        try {
          const { done, value } = await events.next();
          if (ended.aborted) return;
          if (value) controller.enqueue(encoder.encode(format(value)));
          if (!done) return;
        } catch (thrown) {
          if (ended.aborted) return;
          // The client is not told; whoever runs the server is.
          if (!(thrown instanceof HttpError)) console.error(thrown);
          controller.enqueue(encoder.encode(format(onError(publicError(thrown), thrown))));
        }
        clearInterval(timer);
        controller.close();
      },
      cancel,
    },
    { highWaterMark: 1 },
  );

  async function cancel(): Promise<void> {
    clearInterval(timer);
    left.abort(new HttpError(499, "client_closed_request", "the client has left"));
    await events.return?.().catch(() => undefined);
  }

  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    },
  });
}
