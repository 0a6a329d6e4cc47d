import { HttpError } from "../errors.ts";

const tooLarge = (maxBytes: number) =>
  new HttpError(413, "body_too_large", `the body is larger than the limit of bytes: ${maxBytes}`);

/**
 * A request whose body fails once it has more bytes than allowed, whatever its Content-Length says.
 *
 * @throws HttpError 413 where Content-Length says so already
 */
export function limitBody(request: Request, maxBytes: number): Request {
  if (request.method === "GET" || request.method === "HEAD") return request;
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  let bytes = 0;
  const counted = request.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) controller.error(tooLarge(maxBytes));
        else controller.enqueue(chunk);
      },
    }),
  );
  const { method, headers, signal, url } = request;
  return new Request(url, { method, headers, signal, ...(counted && { body: counted, duplex: "half" }) });
}
