import { subscribe } from "node:diagnostics_channel";
import { isIP } from "node:net";
import { z } from "zod";

const chunkMessage = z.object({
  request: z.object({ origin: z.unknown() }),
  chunk: z.instanceof(Uint8Array),
});

/** Counts the response bytes that `fetch` receives from other machines, whoever calls it. */
export function countDownloadedBytes(): () => number {
  let total = 0;
  subscribe("undici:request:bodyChunkReceived", (message) => {
    const { data } = chunkMessage.safeParse(message);
    if (data && !isLoopback(String(data.request.origin))) total += data.chunk.byteLength;
  });
  return () => total;
}

function isLoopback(origin: string): boolean {
  const host = URL.parse(origin)?.hostname.replace(/^\[|\]$/g, "") ?? "";
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}
