import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { rawRequest } from "../../test/raw-request.ts";
import { closeOnSignal, createApp, startServer } from "../index.ts";

/** A server with a request that ends when it is told to. */
async function slowServer() {
  const app = createApp();
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<AbortSignal>();
  app.get("/", (context) => context.text("ok"));
  app.get("/slow", async (context) => {
    begun.resolve(context.req.raw.signal);
    await gate.promise;
    return context.text("done");
  });
  // Longer than a test may take: what closes, closes for another reason.
  const server = await startServer(app, { closeTimeout: 60_000 });
  return { server, gate, begun };
}

test("close lets a request end and takes no other", async () => {
  const { server, gate, begun } = await slowServer();
  const slow = fetch(`${server.url}/slow`);
  await begun.promise;
  const closing = server.close();
  expect(server.close()).toBe(closing);
  await expect(rawRequest(server.port, "GET / HTTP/1.1\r\n\r\n")).rejects.toThrow("ECONNREFUSED");
  gate.resolve();
  expect(await (await slow).text()).toBe("done");
  await closing;
});

test("after the deadline requests are broken off, and their signals aborted", async () => {
  const { server, begun } = await slowServer();
  const slow = fetch(`${server.url}/slow`).catch((error: Error) => error);
  const signal = await begun.promise;
  await server.close({ timeout: 20 });
  expect(await slow).toBeInstanceOf(Error);
  await expect.poll(() => signal.aborted).toBe(true);
});

test("leaving its block closes a server, with idle connections kept alive", async () => {
  let port = 0;
  {
    await using server = (await slowServer()).server;
    port = server.port;
    await (await fetch(server.url)).text();
  }
  await expect(rawRequest(port, "")).rejects.toThrow("ECONNREFUSED");
});

test("a signal closes the server, and nothing listens for signals after that", async () => {
  const before = process.listenerCount("SIGTERM");
  const { server } = await slowServer();
  const closed = closeOnSignal(server, ["SIGTERM"]);
  expect(process.listenerCount("SIGTERM")).toBe(before + 1);
  process.emit("SIGTERM", "SIGTERM");
  expect(await closed).toBe("SIGTERM");
  expect(process.listenerCount("SIGTERM")).toBe(before);
});

test("the second signal does not wait for requests", async () => {
  const { server, begun } = await slowServer();
  const slow = fetch(`${server.url}/slow`).catch((error: Error) => error);
  await begun.promise;
  const closed = closeOnSignal(server, ["SIGTERM"]);
  process.emit("SIGTERM", "SIGTERM");
  process.emit("SIGTERM", "SIGTERM");
  expect(await closed).toBe("SIGTERM");
  expect(await slow).toBeInstanceOf(Error);
});

test("closing otherwise stops listening, too", async () => {
  const before = process.listenerCount("SIGTERM");
  const { server } = await slowServer();
  const closed = closeOnSignal(server, ["SIGTERM"]);
  await server.close();
  expect(await closed).toBeUndefined();
  expect(process.listenerCount("SIGTERM")).toBe(before);
});

test("clients that leave keep no connection", async () => {
  const { server, gate } = await slowServer();
  const clients = Array.from({ length: 20 }, () => {
    const controller = new AbortController();
    const request = fetch(`${server.url}/slow`, { signal: controller.signal }).catch((error) => error);
    return { controller, request };
  });
  await sleep(50);
  for (const { controller } of clients) controller.abort();
  for (const { request } of clients) expect(((await request) as Error).name).toBe("AbortError");
  gate.resolve();
  // Were one left, closing would wait for the deadline.
  await server.close({ timeout: 60_000 });
});
