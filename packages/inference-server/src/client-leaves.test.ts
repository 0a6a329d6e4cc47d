import { startServer } from "@llm-course/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "./engine.ts";
import { inferenceApp } from "./inference-app.ts";
import type { ServedModel } from "./served-model.ts";

/** How each request of the engine below ended. */
const begun: PromiseWithResolvers<AbortSignal | undefined>[] = [];

/** Gives a token, and then none until its signal is aborted. */
const engine: Engine = {
  stats: { running: 0, waiting: 0 },
  async *submit(_, { signal }) {
    yield { tokenId: 1 };
    begun.at(-1)?.resolve(signal);
    await new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  },
  [Symbol.asyncDispose]: async () => undefined,
};

const model: ServedModel = {
  ...{ id: "stuck", engine, maxLength: 100, created: new Date(0) },
  tokenizer: {
    ...{ specialTexts: [], isSpecial: () => false, renderChat: () => "chat" },
    encode: async () => [1],
    encodePrompt: async () => [1],
    decode: (ids) => "x".repeat(ids.length),
  },
  [Symbol.asyncDispose]: async () => undefined,
};

let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  server = await startServer(inferenceApp([model]));
});
afterAll(() => server.close({ timeout: 0 }));

const chat = { messages: [{ role: "user", content: "Hello!" }] };

test.each<[string, object]>([
  ["/v1/chat/completions", chat],
  ["/v1/chat/completions", { ...chat, stream: true }],
  ["/v1/chat/completions", { ...chat, n: 3 }],
  ["/v1/completions", { prompt: "x" }],
  ["/v1/completions", { prompt: ["x", "y"], stream: true }],
  ["/generate", { inputs: "x", parameters: { max_new_tokens: 9 } }],
  ["/generate_stream", { inputs: "x", parameters: { max_new_tokens: 9 } }],
  ["/", { inputs: "x", parameters: { max_new_tokens: 9 }, stream: true }],
])("a client that leaves ends what is computed for it: %s %j", async (path, body) => {
  const own = Promise.withResolvers<AbortSignal | undefined>();
  begun.push(own);
  const controller = new AbortController();
  const request = fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: controller.signal,
  });
  // A streamed answer begins at once, another one never does.
  request.catch(() => undefined);
  const signal = await own.promise;
  expect(signal?.aborted).toBe(false);
  controller.abort();
  await expect.poll(() => signal?.aborted, { timeout: 20_000 }).toBe(true);
});
