import { expect, test, vi } from "vitest";
import { connected } from "../../test/raw-request.ts";
import { createApp, HttpError, type ServerSentEvent, serverSentEvents, startServer } from "../index.ts";

function serve(produce: (signal: AbortSignal) => AsyncIterable<ServerSentEvent>, keepAlive?: number) {
  const app = createApp({ onError: () => undefined });
  app.get("/", ({ req }) =>
    serverSentEvents(produce, { signal: req.raw.signal, ...(keepAlive !== undefined && { keepAlive }) }),
  );
  return startServer(app);
}

test("events keep their lines, and no field can begin another", async () => {
  await using server = await serve(async function* () {
    yield { data: "one\ntwo\r\nthree", id: "7\ndata: injected", event: "piece", retry: 10 };
    yield { data: "" };
  });
  const answer = await fetch(server.url);
  expect(answer.headers.get("content-type")).toContain("text/event-stream");
  expect(await answer.text()).toBe(
    "event: piece\nid: 7 data: injected\nretry: 10\ndata: one\ndata: two\ndata: three\n\ndata: \n\n",
  );
});

test("a failure is the last event, without its cause, which is the server's to know", async () => {
  const logged = vi.spyOn(console, "error").mockReturnValue();
  const failing = (error: Error) =>
    serve(async function* () {
      yield { data: "first" };
      throw error;
    });
  await using secret = await failing(new Error("of the server's"));
  const text = await (await fetch(secret.url)).text();
  expect(text).toMatch(/^data: first\n\nevent: error\ndata: \{.*"internal_error"\}\}\n\n$/);
  expect(text).not.toContain("of the server's");
  expect(logged).toHaveBeenCalledExactlyOnceWith(new Error("of the server's"));
  await using told = await failing(new HttpError(429, "busy", "come again"));
  expect(await (await fetch(told.url)).text()).toContain("come again");
});

test("the producer ends when the client leaves, also while it waits", async () => {
  const ended = Promise.withResolvers<unknown>();
  await using server = await serve(async function* (signal) {
    try {
      yield { data: "first" };
      await new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
      );
    } finally {
      ended.resolve(signal.aborted);
    }
  });
  const controller = new AbortController();
  const answer = await fetch(server.url, { signal: controller.signal });
  await answer.body?.getReader().read();
  controller.abort();
  expect(await ended.promise).toBe(true);
});

test("a client that does not read stops the producer, not the memory", async () => {
  const total = 2000;
  let produced = 0;
  await using server = await serve(async function* () {
    for (; produced < total; produced++) yield { data: "x".repeat(100_000) };
  });
  const socket = await connected(server.port);
  socket.pause();
  socket.write(`GET / HTTP/1.1\r\nHost: localhost:${server.port}\r\n\r\n`);
  // The buffers of both sockets fill up, then the count stands still.
  let last = -1;
  await expect
    .poll(
      () => {
        const still = produced > 0 && produced === last;
        last = produced;
        return still;
      },
      { interval: 200, timeout: 10_000 },
    )
    .toBe(true);
  expect(produced).toBeLessThan(total);
  socket.destroy();
  await server.close({ timeout: 60_000 });
});

test("a reader that cancels the answer ends the producer, too", async () => {
  let producer: AbortSignal | undefined;
  const answer = serverSentEvents(
    async function* (signal) {
      producer = signal;
      for (;;) yield { data: "more" };
    },
    { signal: new AbortController().signal },
  );
  const reader = answer.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(producer?.aborted).toBe(true);
});

test("comments keep a silent connection open", async () => {
  await using server = await serve(async function* () {
    await new Promise((resolve) => setTimeout(resolve, 100));
    yield { data: "late" };
  }, 10);
  expect(await (await fetch(server.url)).text()).toMatch(/^(: \n\n)+data: late\n\n$/);
});
