import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface RawAnswer {
  /** 0 where the connection was closed without an answer. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends bytes as they are, which no HTTP client would, and reads until the server closes the connection. */
export async function rawRequest(port: number, ...pieces: string[]): Promise<RawAnswer> {
  const socket = await connected(port);
  for (const piece of pieces) if (socket.writable) socket.write(piece);
  return readAnswer(socket);
}

export async function connected(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  // A server that refuses a request may reset the connection while it is still sent.
  socket.on("error", () => undefined);
  return socket;
}

export async function readAnswer(socket: Socket): Promise<RawAnswer> {
  let text = "";
  socket.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  if (!socket.closed) await once(socket, "close");
  const [head = "", ...body] = text.split("\r\n\r\n");
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), head, body: body.join("\r\n\r\n") };
}
