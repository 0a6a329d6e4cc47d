import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ZooServer, zooServer } from "../test/zoo-server.ts";

let served: ZooServer;
let client: OpenAI;
beforeAll(async () => {
  served = await zooServer();
  client = new OpenAI({ baseURL: `${served.server.url}/v1`, apiKey: "none", maxRetries: 0 });
});
afterAll(() => served[Symbol.asyncDispose]());

const request = { model: "llm-course/english", temperature: 0, max_tokens: 40 };

/** 50 requests at once, half of them streams, half of each aborted at some time. Returns how many were answered. */
async function round(): Promise<number> {
  const answers = await Promise.all(
    Array.from({ length: 50 }, async (_, i) => {
      const controller = new AbortController();
      const { signal } = controller;
      const leaves = i % 2 === 0;
      if (leaves) void sleep(4 * i).then(() => controller.abort());
      const prompt = `Story number ${i} is about`;
      try {
        if (i % 4 < 2)
          return (await client.completions.create({ ...request, prompt }, { signal })).usage !== undefined;
        let last: string | null | undefined;
        const stream = await client.completions.create({ ...request, prompt, stream: true }, { signal });
        for await (const { choices } of stream) last = choices[0]?.finish_reason;
        return last !== undefined && last !== null;
      } catch (error) {
        if (error instanceof OpenAI.APIUserAbortError) return false;
        throw error;
      }
    }),
  );
  return answers.filter(Boolean).length;
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** What stays in memory after `rounds` rounds, swept after each: a heap that was once large gives little back. */
async function memoryAfter(rounds: number): Promise<NodeJS.MemoryUsage> {
  for (let i = 0; i < rounds; i++) {
    expect(await round()).toBeGreaterThanOrEqual(25);
    collectGarbage();
    await sleep(50);
    collectGarbage();
  }
  return process.memoryUsage();
}

test("half of 50 clients leave, the others are answered, and nothing stays behind", {
  timeout: 120_000,
}, async () => {
  // What grows once (caches, compiled code, the heap's room for young objects) may do so in any round: a leak grows
  // in every five of them, so the quietest of four spans shows it.
  const spans = [await memoryAfter(3)];
  for (let i = 0; i < 4; i++) spans.push(await memoryAfter(5));
  const growth = (of: "rss" | "heapUsed") =>
    spans.slice(1).map((after, i) => after[of] / (spans[i] as NodeJS.MemoryUsage)[of]);
  const idle = { running: 0, waiting: 0 };
  await expect.poll(() => served.english.engine.stats, { timeout: 20_000 }).toMatchObject(idle);
  expect(served.chat.engine.stats).toMatchObject(idle);
  expect(Math.min(...growth("rss"))).toBeLessThan(1.05);
  expect(Math.min(...growth("heapUsed"))).toBeLessThan(1.05);
  // What the swept heap holds does not come in steps: it stays, over all of them.
  const [first, last] = [spans[0], spans.at(-1)] as [NodeJS.MemoryUsage, NodeJS.MemoryUsage];
  expect(last.heapUsed / first.heapUsed).toBeLessThan(1.1);
});

test("a client that leaves while its request waits takes it along", { timeout: 120_000 }, async () => {
  const busy = Array.from({ length: 16 }, () =>
    client.completions.create({
      ...request,
      prompt: "Once",
      max_tokens: 100,
      ignore_eos: true,
    } as typeof request & { prompt: string }),
  );
  const controller = new AbortController();
  const late = client.completions
    .create({ ...request, prompt: "Late" }, { signal: controller.signal })
    .catch((error: unknown) => error);
  await expect
    .poll(() => served.english.engine.stats.waiting, { interval: 5, timeout: 20_000 })
    .toBeGreaterThan(0);
  controller.abort();
  expect(await late).toBeInstanceOf(OpenAI.APIUserAbortError);
  await expect.poll(() => served.english.engine.stats.waiting, { interval: 5, timeout: 20_000 }).toBe(0);
  // It has left before its turn came.
  expect(served.english.engine.stats.running).toBeGreaterThan(1);
  await Promise.all(busy);
});

test("closing the server ends what is generated", { timeout: 120_000 }, async () => {
  await using other = await zooServer();
  const own = new OpenAI({ baseURL: `${other.server.url}/v1`, apiKey: "none", maxRetries: 0 });
  const stream = await own.completions.create({ ...request, prompt: "Once", max_tokens: 100, stream: true });
  const reading = (async () => {
    for await (const _ of stream);
  })().catch((error: unknown) => error);
  await other.server.close({ timeout: 0 });
  await reading;
  await expect.poll(() => other.english.engine.stats.running, { timeout: 20_000 }).toBe(0);
});
