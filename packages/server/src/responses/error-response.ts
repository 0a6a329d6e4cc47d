import { HttpError } from "../errors.ts";

export interface ErrorBody {
  error: { message: string; type: string; code: string; param?: string };
}

/** What clients are told of an error: an `HttpError` as it is, of any other only that there was one. */
export function publicError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  return new HttpError(500, "internal_error", "the server failed; its own log may say why", { cause: error });
}

/** `{ error: { message, type, code } }`, with `param` where one field is wrong. */
export function errorBody({ message, type, code, param }: HttpError): ErrorBody {
  return { error: { message, type, code, ...(param !== undefined && { param }) } };
}

/** The answer to a request that failed. A body that was not read to its end is not waited for. */
export function errorResponse(error: HttpError, body: object = errorBody(error)): Response {
  const headers = new Headers({ "content-type": "application/json" });
  if (error.status === 401) headers.set("www-authenticate", "Bearer");
  if (error.status === 413) headers.set("connection", "close");
  return new Response(JSON.stringify(body), { status: error.status, headers });
}
