import { createContinuousBatch, createDecoder, generate } from "@llm-course/generation";
import { expect, test } from "vitest";
import { records } from "../../test/pytorch/decoders.ts";
import { weight } from "../../test/pytorch/recorded.ts";
import { buildModel } from "./build-model.ts";

const prompts = [[3, 1, 19, 0], [5], [5, 2], [3, 1, 19, 0], [8, 20, 11, 4, 6]];

async function all(tokens: AsyncIterable<{ readonly tokenId: number }>): Promise<number[]> {
  const found: number[] = [];
  for await (const { tokenId } of tokens) found.push(tokenId);
  return found;
}

test.each(records.filter(({ task }) => task === "causal-lm"))(
  "$name continues prompts that come and go as it does each alone",
  async ({ config }) => {
    const network = buildModel(config, { task: "causal-lm", cache: true });
    const weights = new Map([...network.parameters].map(([key, shape]) => [key, weight(key, shape)]));
    await using decoder = await createDecoder({ model: network.model, weights, config });
    await using batch = createContinuousBatch(decoder, { maxBatchSize: 3 });
    const optionsOf = (i: number) => ({ maxNewTokens: 3 + i, eosTokenId: null });
    const found = await Promise.all(prompts.map((prompt, i) => all(batch.submit(prompt, optionsOf(i)))));
    for (const [i, prompt] of prompts.entries()) {
      const { newTokens } = await generate(decoder, { inputIds: [prompt] }, optionsOf(i));
      expect(found[i]).toEqual(newTokens[0]);
    }
  },
);
