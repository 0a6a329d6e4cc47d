import { getEventListeners } from "node:events";
import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { sumModel } from "../../test/sum-model.ts";
import { BatchClosedError, BatchFullError, GenerationOptionsError, PromptError } from "../errors.ts";
import type { GeneratedToken, RequestOptions } from "./continuous-batch.ts";
import { createContinuousBatch } from "./create-continuous-batch.ts";

async function read(tokens: AsyncIterable<GeneratedToken>): Promise<number[]> {
  const ids: number[] = [];
  for await (const { tokenId } of tokens) ids.push(tokenId);
  return ids;
}

/** What follows a prompt: sums modulo 11. */
function sums(prompt: readonly number[], count: number): number[] {
  const all = [...prompt];
  for (let i = 0; i < count; i++) all.push(all.reduce((sum, id) => sum + id, 0) % 11);
  return all.slice(prompt.length);
}

const tokens = (maxNewTokens: number): RequestOptions => ({ maxNewTokens });

describe("requests", () => {
  test("that come together are begun together, and others join at the next step", async () => {
    const model = sumModel();
    const batch = createContinuousBatch(model);
    const first = [batch.submit([1], tokens(4)), batch.submit([2], tokens(2))];
    const found: number[] = [];
    let late: Promise<number[]> | undefined;
    for await (const { tokenId } of first[0] ?? []) {
      found.push(tokenId);
      late ??= read(batch.submit([3], tokens(3)));
    }
    expect(found).toEqual(sums([1], 4));
    expect(await read(first[1] ?? batch.submit([]))).toEqual(sums([2], 2));
    expect(await late).toEqual(sums([3], 3));
    await batch.close();
    expect(model.log).toEqual([
      ...["join 2", "read 2", "keep 0"],
      ...["join 1", "read 2", "read 2", "keep "],
    ]);
  });

  test("are at most maxBatchSize at a time, and begun in the order in which they came", async () => {
    const model = sumModel();
    await using batch = createContinuousBatch(model, { maxBatchSize: 2 });
    const ends: number[] = [];
    const all = [5, 1, 3, 2].map(async (count, i) => {
      expect(await read(batch.submit([i + 1], tokens(count)))).toEqual(sums([i + 1], count));
      ends.push(i);
    });
    expect(batch.stats).toMatchObject({ running: 0, waiting: 4 });
    await Promise.all(all);
    expect(ends).toEqual([1, 2, 0, 3]);
    expect(model.log.filter((line) => line.startsWith("read")).every((line) => line <= "read 2")).toBe(true);
  });

  test("read no more than maxPrefillTokens of prompts in a step, or one longer one", async () => {
    const model = sumModel();
    await using batch = createContinuousBatch(model, { maxPrefillTokens: 6 });
    const prompts = [[1, 2, 3], [4, 5], [1, 2, 3], [6], [1, 1, 1, 1, 1, 1, 1, 1]];
    await Promise.all(prompts.map((prompt) => read(batch.submit(prompt, tokens(3)))));
    // Two of three tokens, of which one is there twice; then one alone, and the long one.
    expect(model.log.filter((line) => line.startsWith("join"))).toEqual(["join 3", "join 1", "join 1"]);
  });

  test("leave other work its turn between two steps", async () => {
    await using batch = createContinuousBatch(sumModel());
    let turns = 0;
    let done = false;
    const working = (async () => {
      for (; !done; turns++) await setImmediate();
    })();
    await read(batch.submit([1], tokens(30)));
    done = true;
    await working;
    expect(turns).toBeGreaterThanOrEqual(29);
  });

  test("are computed whether they are read or not", async () => {
    await using batch = createContinuousBatch(sumModel());
    const slow = batch.submit([1], tokens(20));
    expect(await slow.next()).toEqual({ done: false, value: { tokenId: 1 } });
    expect(await read(batch.submit([2], tokens(30)))).toEqual(sums([2], 30));
    expect(batch.stats.running).toBe(0);
    expect(await read(slow)).toEqual(sums([1], 20).slice(1));
    expect(await slow.next()).toEqual({ done: true, value: undefined });
  });

  test("tell with their last token why it is the last", async () => {
    await using batch = createContinuousBatch(sumModel());
    const last = async (options: RequestOptions) => {
      const all: GeneratedToken[] = [];
      for await (const token of batch.submit([1], options)) all.push(token);
      return all.map(({ finishReason }) => finishReason);
    };
    expect(await last(tokens(2))).toEqual([undefined, "length"]);
    expect(await last({ eosTokenId: 4 })).toEqual([undefined, undefined, undefined, "eos"].slice(1));
    const tokenizer = { decode: (ids: number[]) => ids.join(",") };
    expect(await last({ stopStrings: "2,4", tokenizer })).toEqual([undefined, undefined, "stop"]);
  });
});

describe("a request that is given up leaves at the next step", () => {
  test("by leaving the loop", async () => {
    const model = sumModel();
    await using batch = createContinuousBatch(model);
    const other = read(batch.submit([2], tokens(6)));
    for await (const _ of batch.submit([1], tokens(60))) if (model.log.includes("read 2")) break;
    expect(await other).toEqual(sums([2], 6));
    expect(model.log.filter((line) => line === "read 2")).toHaveLength(1);
  });

  test("by its signal, whose reason is thrown, while it runs, waits, or before", async () => {
    const model = sumModel();
    await using batch = createContinuousBatch(model, { maxBatchSize: 1 });
    const controllers = [0, 1, 2].map(() => new AbortController());
    controllers[2]?.abort(new Error("before"));
    const reading = controllers.map(({ signal }) => read(batch.submit([1], { maxNewTokens: 60, signal })));
    const settled = Promise.allSettled(reading);
    for (let i = 0; i < 4; i++) await setImmediate();
    controllers[0]?.abort(new Error("running"));
    controllers[1]?.abort(new Error("waiting"));
    expect(batch.stats).toMatchObject({ running: 0, waiting: 0 });
    const reasons = (await settled).map((one) => (one.status === "rejected" ? one.reason.message : ""));
    expect(reasons).toEqual(["running", "waiting", "before"]);
    await read(batch.submit([3], tokens(2)));
    expect(model.log.filter((line) => line.startsWith("join"))).toHaveLength(2);
  });
});

describe("errors", () => {
  test("of a processor end its request alone", async () => {
    await using batch = createContinuousBatch(sumModel());
    const fails = (logits: Float32Array, { length }: readonly number[]) => {
      if (length === 3) throw new Error("a bad processor");
      return logits;
    };
    const bad = read(batch.submit([1], { maxNewTokens: 9, logitsProcessors: [fails] }));
    const good = read(batch.submit([2], tokens(9)));
    await expect(bad).rejects.toThrow("a bad processor");
    expect(await good).toEqual(sums([2], 9));
  });

  test("of the model end what runs, and what comes later is computed", async () => {
    const model = sumModel();
    await using batch = createContinuousBatch(model, { maxBatchSize: 2 });
    model.failure = new Error("out of memory");
    const reading = [1, 2, 3].map((id) => read(batch.submit([id], tokens(3))));
    const [one, two, three] = await Promise.allSettled(reading);
    expect([one, two]).toMatchObject([{ reason: { message: "out of memory" } }, { status: "rejected" }]);
    expect(three).toEqual({ status: "fulfilled", value: sums([3], 3) });
  });

  test("of options and prompts are thrown when it is submitted", async () => {
    await using batch = createContinuousBatch(sumModel(), { maxTokens: 16 });
    const submit = (ids: number[], options: object) => () => batch.submit(ids, options);
    expect(submit([1], { numBeams: 2 })).toThrow(
      new GenerationOptionsError(
        "beams change their tokens until the end, use generate or numBeams: 1 in a continuous batch: 2",
      ),
    );
    expect(submit([1], { doSample: true, numReturnSequences: 2 })).toThrow("submit its prompt once for each");
    expect(submit([1], { outputLogits: true })).toThrow("leave out: outputLogits");
    expect(submit([1], { topLogprobs: -1 })).toThrow("topLogprobs must be a whole number from 0 on: -1");
    expect(submit([1], { temprature: 1 })).toThrow(GenerationOptionsError);
    expect(submit([], {})).toThrow(PromptError);
    expect(submit([1], { maxNewTokens: 16 })).toThrow("give a larger maxTokens: 20 > 16");
    expect(() => createContinuousBatch(sumModel(), { maxBatchSize: 0 })).toThrow("maxBatchSize");
  });

  test("leave no listener on a signal", async () => {
    await using batch = createContinuousBatch(sumModel(), { maxBatchSize: 1, maxWaiting: 0 });
    const { signal } = new AbortController();
    const reading = read(batch.submit([1], { maxNewTokens: 3, signal }));
    expect(() => batch.submit([1], { signal })).toThrow(BatchFullError);
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    await reading;
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  test("where too many wait", async () => {
    await using batch = createContinuousBatch(sumModel(), { maxBatchSize: 1, maxWaiting: 2 });
    const reading = [1, 2, 3].map((id) => read(batch.submit([id], tokens(2))));
    expect(() => batch.submit([4])).toThrow(new BatchFullError(2));
    await Promise.all(reading);
    expect(await read(batch.submit([4], tokens(1)))).toEqual([4]);
  });
});

describe("closing", () => {
  test("ends what runs and what waits, and is the end", async () => {
    const batch = createContinuousBatch(sumModel(), { maxBatchSize: 1 });
    const settled = Promise.allSettled([1, 2].map((id) => read(batch.submit([id], tokens(60)))));
    await setImmediate();
    await batch.close();
    for (const one of await settled) expect(one).toMatchObject({ reason: new BatchClosedError() });
    expect(() => batch.submit([1])).toThrow(BatchClosedError);
    expect(batch.stats).toMatchObject({ running: 0, waiting: 0, allocatedTokens: 0 });
    await batch.close();
  });

  test("ends prompts that are being read", async () => {
    const model = sumModel();
    const batch = createContinuousBatch(model);
    const { promise, resolve } = Promise.withResolvers();
    model.reading = promise;
    const settled = Promise.allSettled([read(batch.submit([1], tokens(60)))]);
    while (model.log.length === 0) await setImmediate();
    expect(batch.stats).toMatchObject({ running: 1, waiting: 0 });
    const closing = batch.close();
    expect(await settled).toMatchObject([{ reason: new BatchClosedError() }]);
    resolve(undefined);
    await closing;
    expect(model.log).toEqual(["join 1", "keep "]);
  });

  test("with a reason of one's own", async () => {
    const batch = createContinuousBatch(sumModel());
    const reading = read(batch.submit([1], tokens(60)));
    void batch.close(new Error("going down"));
    await expect(reading).rejects.toThrow("going down");
  });
});

describe("the memory of the cache", () => {
  test("is never more than maxTokens: the newest wait, and are continued as if they had not", async () => {
    const model = sumModel();
    await using batch = createContinuousBatch(model, { maxTokens: 32 });
    let most = 0;
    const reading = [3, 12, 7, 14, 9, 2].map(async (count, i) => {
      const found: number[] = [];
      for await (const { tokenId } of batch.submit([i, 1], tokens(count))) {
        found.push(tokenId);
        most = Math.max(most, batch.stats.allocatedTokens);
      }
      expect(found).toEqual(sums([i, 1], count));
    });
    await Promise.all(reading);
    expect(most).toBeLessThanOrEqual(32);
    expect(most).toBeGreaterThan(16);
    expect(batch.stats.preemptions).toBeGreaterThan(0);
  });

  test("is given back when nothing runs", async () => {
    await using batch = createContinuousBatch(sumModel());
    await read(batch.submit([1], tokens(9)));
    await setImmediate();
    expect(batch.stats).toMatchObject({ running: 0, waiting: 0, usedTokens: 0, allocatedTokens: 0 });
  });
});
