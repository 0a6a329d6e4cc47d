import { once } from "node:events";
import type { Server } from "node:http";
import { ListenError } from "../errors.ts";

const reasons: Record<string, string> = {
  EADDRINUSE: "another program listens there; take another port, or 0 for a free one",
  EACCES: "this port is for the system's administrator; take one above 1023",
  EADDRNOTAVAIL: "the address is not one of this machine; listen on 127.0.0.1",
};

/** @throws ListenError where the address cannot be had */
export async function listen(server: Server, port: number, host: string): Promise<void> {
  try {
    const listening = once(server, "listening");
    server.listen(port, host);
    await listening;
  } catch (cause) {
    const { code = "", message } = cause as NodeJS.ErrnoException;
    throw new ListenError(`${reasons[code] ?? message}: ${host}:${port}`, { cause });
  }
}
