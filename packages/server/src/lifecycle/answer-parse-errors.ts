import { type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { HttpError } from "../errors.ts";
import { errorBody } from "../responses/error-response.ts";

/** What Node's parser refuses before there is a request, by its codes. */
const refusals: Readonly<Record<string, readonly [status: number, code: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, "headers_too_large", "the headers are larger than the limit"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "request_timeout", "the request did not arrive in time"],
};

/** Answers requests that are no HTTP, too large or too slow with a JSON error, and closes their connections. */
export function answerParseErrors(server: Server): void {
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    const fallback = [400, "malformed_request", "the request is not valid HTTP"] as const;
    const [status, code, message] = refusals[error.code ?? ""] ?? fallback;
    const body = JSON.stringify(errorBody(new HttpError(status, code, message)));
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      "connection: close",
      "content-type: application/json",
      `content-length: ${Buffer.byteLength(body)}`,
    ];
    socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
  });
}
