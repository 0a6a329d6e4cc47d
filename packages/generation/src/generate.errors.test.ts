import { afterAll, beforeAll, expect, test } from "vitest";
import { tinyConfig, tinyDecoder } from "../test/tiny-gpt2.ts";
import type { Decoder } from "./decoding/create-decoder.ts";
import {
  EmptyPromptError,
  GenerationOptionsError,
  NonFiniteLogitsError,
  NoTokenLeftError,
  PromptTooLongError,
  TokenIdError,
} from "./errors.ts";
import { generate } from "./generate.ts";
import type { GenerationOptions } from "./options/generation-options.ts";

let decoder: Decoder;
beforeAll(async () => {
  decoder = await tinyDecoder(tinyConfig);
});
afterAll(() => decoder[Symbol.asyncDispose]());

test("a prompt without tokens is refused, and one that is all padding", async () => {
  const message = "prompt 1 cannot be continued: no token, give at least the token that begins a sequence";
  await expect(generate(decoder, { inputIds: [[1], []] })).rejects.toThrow(new EmptyPromptError(1));
  await expect(generate(decoder, { inputIds: [[1], []] })).rejects.toThrow(message);
  await expect(generate(decoder, { inputIds: [[1, 2]], attentionMask: [[0, 0]] })).rejects.toThrow(
    EmptyPromptError,
  );
  await expect(generate(decoder, { inputIds: [] })).rejects.toThrow(EmptyPromptError);
});

test.each([37, -1, 0.5])("token id %d is not in the vocabulary", async (id) => {
  const generating = generate(decoder, { inputIds: [[1], [1, id]] });
  await expect(generating).rejects.toThrow(TokenIdError);
  await expect(generating).rejects.toThrow(`unknown token id, expected an integer from 0 to 36: ${id}`);
});

test("a prompt that leaves no room for the new tokens is refused, and one that just fits is not", async () => {
  const inputIds = [[1, 2], new Array<number>(12).fill(1)];
  const generating = generate(decoder, { inputIds }, { maxNewTokens: 21 });
  await expect(generating).rejects.toThrow(PromptTooLongError);
  await expect(generating).rejects.toThrow(
    "prompt (12 tokens) and maxNewTokens (21) are more than the decoder's positions, shorten one of them: 33 > 32",
  );
  const { newTokens } = await generate(decoder, { inputIds }, { maxNewTokens: 20, eosTokenId: null });
  expect(newTokens[1]).toHaveLength(20);
});

test.each<[object, string]>([
  [{ topK: 5 }, "topK needs doSample: true, without it the likeliest token is taken: 5"],
  [{ seed: 1 }, "seed needs doSample: true, without it the likeliest token is taken: 1"],
  [{ temperature: 0, doSample: true }, "temperature: Too small"],
  [{ topP: 1.5, doSample: true }, "topP: Too big"],
  [{ maxNewTokens: 0 }, "maxNewTokens: Too small"],
  [{ max_new_tokens: 5 }, 'Unrecognized key: "max_new_tokens"'],
  [{ logitsProcessors: [5] }, "logitsProcessors.0: Invalid input: expected a function, given 5"],
])("options %j are refused", async (options, message) => {
  const generating = generate(decoder, { inputIds: [[1]] }, options as GenerationOptions);
  await expect(generating).rejects.toThrow(GenerationOptionsError);
  await expect(generating).rejects.toThrow(message);
});

test("logits that are not finite are an error, not a token", async () => {
  await using own = await tinyDecoder();
  own.weights.get("ln_f.bias")?.fill(Number.NaN);
  const generating = generate(own, { inputIds: [[1]] });
  await expect(generating).rejects.toThrow(NonFiniteLogitsError);
  await expect(generating).rejects.toThrow(
    "logit of token 0 of prompt 0 is not finite, check the weights for NaN: NaN",
  );
});

test.each([true, false])(
  "processors that leave no token are an error, sampling or not: %s",
  async (doSample) => {
    const none = (logits: Float32Array) => logits.map(() => Number.NEGATIVE_INFINITY);
    const generating = generate(decoder, { inputIds: [[1]] }, { doSample, logitsProcessors: [none] });
    await expect(generating).rejects.toThrow(new NoTokenLeftError(0));
  },
);
