import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { findBrowser, pagePicture } from "./page-picture.ts";

const browser = findBrowser();
const why = browser ? "" : " (skipped: no Chromium)";

it.skipIf(!browser)(`is a PNG of the size asked for${why}`, { timeout: 120_000 }, async () => {
  const server = createServer((_, response) => response.end("<!doctype html><h1>A page</h1>"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const picture = await pagePicture(`http://127.0.0.1:${port}/`, { width: 500, height: 300, browser });
    const view = new DataView(Uint8Array.from(picture as Uint8Array).buffer);
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([500, 300]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
