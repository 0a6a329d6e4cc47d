import { changed } from "@llm-course/onnx";
import { expect, test } from "vitest";
import { merged } from "../../test/foreign-decoders.ts";
import { type Gpt2Form, gpt2Graph } from "../../test/gpt2-graph.ts";
import { groupedQueryGraph } from "../../test/grouped-query-graph.ts";
import { inFloat16 } from "../../test/in-float16.ts";
import { alone, randomRequests, run } from "../../test/random-requests.ts";
import { bound, randomWeights, tinyConfig, tinySizes } from "../../test/tiny-gpt2.ts";
import { tinySeq2Seq } from "../../test/tiny-seq2seq.ts";
import { createDecoder } from "../decoding/create-decoder.ts";
import { generate } from "../generate.ts";
import type { LanguageModel } from "../language-model.ts";
import { logSoftmax } from "../processors/log-softmax.ts";
import type { GeneratedToken } from "./continuous-batch.ts";
import { createContinuousBatch } from "./create-continuous-batch.ts";

const sizes = { ...tinySizes, n_positions: 64 };
const config = { ...tinyConfig, ...sizes };
const weights = randomWeights(gpt2Graph(sizes).parameters);

const fused = () => createDecoder({ model: gpt2Graph(sizes).model, weights, config });
/** As of another exporter, whose attention is left as it is. */
async function foreign(form: Gpt2Form = {}) {
  return changed(await bound(sizes, weights, form), { producerName: "elsewhere" });
}

async function all(tokens: AsyncIterable<GeneratedToken>): Promise<GeneratedToken[]> {
  const found: GeneratedToken[] = [];
  for await (const token of tokens) found.push(token);
  return found;
}

const models: [string, () => Promise<LanguageModel>][] = [
  ["a decoder with fused attention", fused],
  ["another exporter's decoder", async () => createDecoder({ model: await foreign(), config })],
  [
    "a merged decoder",
    async () => createDecoder({ model: merged(await foreign({ hasPast: false }), await foreign()), config }),
  ],
  [
    "a decoder that takes the tokens of a mask for the first ones",
    async () => {
      const { model, parameters } = groupedQueryGraph();
      return createDecoder({
        model,
        weights: randomWeights(parameters, { scale: 1 }),
        config,
      });
    },
  ],
  [
    "a decoder whose rows have one place in common",
    async () => createDecoder({ model: await foreign({ positions: "cache_position" }), config }),
  ],
];

test.each(models)("%s: each of many requests gets what generate gives it alone", async (_, open) => {
  await using model = await open();
  const requests = randomRequests(5, 40, sizes.vocab_size);
  const limits = { maxBatchSize: 6, maxTokens: 256, maxPrefillTokens: 40 };
  await using batch = createContinuousBatch(model, limits);
  let most = 0;
  const watching = setInterval(() => {
    most = Math.max(most, batch.stats.allocatedTokens);
  });
  const found = await Promise.all(requests.map((request) => run(batch, request)));
  clearInterval(watching);
  expect(most).toBeLessThanOrEqual(256);
  for (const [i, request] of requests.entries()) {
    const expected = await alone(model, request);
    const ids = found[i]?.map(({ tokenId }) => tokenId);
    if (!request.abort?.after) expect(ids).toEqual(expected);
    else expect(ids).toEqual(expected.slice(0, request.abort.after));
  }
  expect(batch.stats).toMatchObject({ running: 0, waiting: 0 });
});

test("a pool that is too small for all makes requests wait and read their tokens again", async () => {
  await using model = await fused();
  await using batch = createContinuousBatch(model, { maxTokens: 128 });
  const requests = randomRequests(9, 12, sizes.vocab_size).map((request) => ({
    ...request,
    ...{ arrival: 0, abort: undefined, options: { ...request.options, maxNewTokens: 40 } },
  }));
  const found = await Promise.all(requests.map((request) => run(batch, request)));
  expect(batch.stats.preemptions).toBeGreaterThan(0);
  for (const [i, request] of requests.entries())
    expect(found[i]?.map(({ tokenId }) => tokenId)).toEqual(await alone(model, request));
});

test("caches in float16, requests that come together", async () => {
  await using model = await createDecoder({ model: inFloat16(await foreign()), config });
  await using batch = createContinuousBatch(model);
  const requests = randomRequests(3, 6, sizes.vocab_size).map((request) => ({
    ...request,
    ...{ arrival: 0, abort: undefined, options: { maxNewTokens: 12, eosTokenId: null } },
  }));
  const found = await Promise.all(requests.map((request) => run(batch, request)));
  for (const [i, request] of requests.entries())
    expect(found[i]?.map(({ tokenId }) => tokenId)).toEqual(await alone(model, request));
});

test("an encoder-decoder, whose requests are read one by one", async () => {
  await using model = await tinySeq2Seq();
  await using batch = createContinuousBatch(model);
  const requests = randomRequests(7, 12, model.vocabSize);
  const found = await Promise.all(requests.map((request) => run(batch, request)));
  for (const [i, request] of requests.entries()) {
    const expected = await alone(model, request);
    const count = request.abort?.after || expected.length;
    expect(found[i]?.map(({ tokenId }) => tokenId)).toEqual(expected.slice(0, count));
  }
  expect(batch.stats.cacheBytes).toBeUndefined();
});

test("log probabilities are those of the model, before all processors", async () => {
  await using model = await fused();
  await using batch = createContinuousBatch(model);
  const options = { maxNewTokens: 6, eosTokenId: null, suppressTokens: [11, 10], doSample: true, seed: 4 };
  const prompt = [3, 1, 19];
  const tokens = await all(batch.submit(prompt, { ...options, topLogprobs: 3 }));
  const { logits = [], newTokens } = await generate(
    model,
    { inputIds: [prompt] },
    { ...options, outputLogits: true },
  );
  expect(tokens.map(({ tokenId }) => tokenId)).toEqual(newTokens[0]);
  for (const [step, { tokenId, logprob, topLogprobs = [] }] of tokens.entries()) {
    const logprobs = logSoftmax(logits[step]?.[0] as Float32Array);
    expect(logprob).toBeCloseTo(logprobs[tokenId] as number, 4);
    const best = [...logprobs.keys()].sort((a, b) => (logprobs[b] as number) - (logprobs[a] as number));
    expect(topLogprobs.map(({ tokenId }) => tokenId)).toEqual(best.slice(0, 3));
    for (const one of topLogprobs) expect(one.logprob).toBeCloseTo(logprobs[one.tokenId] as number, 4);
  }
  const [only] = await all(batch.submit(prompt, { maxNewTokens: 1, topLogprobs: 0 }));
  expect(only).toMatchObject({ logprob: expect.any(Number), topLogprobs: [] });
  const [without = {}] = await all(batch.submit(prompt, { maxNewTokens: 1 }));
  expect(Object.keys(without)).toEqual(["tokenId", "finishReason"]);
});
