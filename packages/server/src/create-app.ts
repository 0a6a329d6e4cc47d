import { Hono } from "hono";
import { HttpError } from "./errors.ts";
import { errorBody, errorResponse, publicError } from "./responses/error-response.ts";

export interface AppOptions {
  /** The body of an error's answer, for a protocol that has one of its own. Default: `{ error: { message, type, code } }`. */
  readonly errorBody?: (error: HttpError, path: string) => object;
  /** Called with what a handler threw that no client is told, for the server's own log. Default: stderr. */
  readonly onError?: (error: unknown) => void;
}

/** A Hono app whose errors, and whose answer to unknown paths, are JSON. */
export function createApp({
  errorBody: body = errorBody,
  onError = (error) => console.error(error),
}: AppOptions = {}): Hono {
  const app = new Hono();
  app.onError((thrown, context) => {
    // What was given up because the client left is no failure, and nobody reads the answer.
    if (context.req.raw.signal.aborted)
      return errorResponse(new HttpError(499, "client_closed_request", "the client has left"));
    const error = publicError(thrown);
    if (error !== thrown) onError(thrown);
    return errorResponse(error, body(error, context.req.path));
  });
  app.notFound((context) => {
    const error = new HttpError(404, "not_found", `no such path: ${context.req.method} ${context.req.path}`);
    return errorResponse(error, body(error, context.req.path));
  });
  return app;
}
