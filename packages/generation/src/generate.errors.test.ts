import { afterAll, beforeAll, expect, test } from "vitest";
import { tinyConfig, tinyDecoder } from "../test/tiny-gpt2.ts";
import type { Decoder } from "./decoding/create-decoder.ts";
import {
  DecoderPromptError,
  EmptyPromptError,
  GenerationOptionsError,
  NonFiniteLogitsError,
  NoTokenLeftError,
  PromptError,
  PromptTooLongError,
  TokenIdError,
} from "./errors.ts";
import { generate } from "./generate.ts";
import { generateTokens } from "./generate-tokens.ts";
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

test("an attention mask of another shape than the prompts is refused", async () => {
  const inputIds = [[1, 2], [3]];
  for (const attentionMask of [
    [[1, 1]],
    [
      [1, 1],
      [1, 0],
    ],
    [[1], [1]],
  ])
    await expect(generate(decoder, { inputIds, attentionMask })).rejects.toThrow(PromptError);
  await expect(generate(decoder, { inputIds, attentionMask: [[1, 1], []] })).rejects.toThrow(
    "prompt 1 cannot be continued: attentionMask must be as long as inputIds (1): 0",
  );
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
  [{ minP: 0.1, doSample: false }, "minP needs doSample: true, without it the likeliest token is taken: 0.1"],
  [{ seed: 1 }, "seed needs doSample: true, without it the likeliest token is taken: 1"],
  [{ temperature: 0, doSample: true }, "temperature: Too small"],
  [{ topP: 1.5, doSample: true }, "topP: Too big"],
  [{ maxNewTokens: 0 }, "maxNewTokens: Too small"],
  [{ max_new_tokens: 5 }, 'Unrecognized key: "max_new_tokens"'],
  [{ logitsProcessors: [5] }, "logitsProcessors.0: Invalid input: expected a function, given 5"],
  [{ lengthPenalty: 2 }, "lengthPenalty needs numBeams above 1, without it there is no beam search: 2"],
  [{ earlyStopping: true, numBeams: 1 }, "earlyStopping needs numBeams above 1"],
  [{ earlyStopping: "always", numBeams: 2 }, "earlyStopping: Invalid input"],
  [{ numReturnSequences: 2 }, "numReturnSequences above 1 needs doSample: true or numBeams"],
  [
    { numReturnSequences: 4, numBeams: 3 },
    "numReturnSequences must not be more than numBeams (3), give more beams: 4",
  ],
  [
    { numBeams: 4, numBeamGroups: 3, diversityPenalty: 1 },
    "numBeams (4) must be a multiple of numBeamGroups: 3",
  ],
  [{ numBeams: 4, numBeamGroups: 2 }, "numBeamGroups above 1 need a diversityPenalty above 0"],
  [{ numBeams: 4, diversityPenalty: 1 }, "diversityPenalty needs numBeamGroups above 1: 1"],
  [
    { numBeams: 4, numBeamGroups: 2, diversityPenalty: 1, doSample: true },
    "numBeamGroups above 1 need doSample: false",
  ],
  [
    { maxNewTokens: 5, maxLength: 9 },
    "maxNewTokens (5) and maxLength are the same limit, give one of them: 9",
  ],
  [
    { minNewTokens: 5, minLength: 9 },
    "minNewTokens (5) and minLength are the same limit, give one of them: 9",
  ],
  [{ minNewTokens: 6, maxNewTokens: 5 }, "minNewTokens (6) must not be more than maxNewTokens: 5"],
  [{ minLength: 6, maxLength: 5 }, "minLength (6) must not be more than maxLength: 5"],
  [{ minLength: 10, maxNewTokens: 5 }, "minLength (10) asks for 9 new tokens, more than maxNewTokens"],
  [
    { minNewTokens: 10, maxLength: 5 },
    "minNewTokens (10) asks for 10 new tokens, more than maxNewTokens, or maxLength",
  ],
  [{ minNewTokens: 21 }, "allows; make that larger: 20"],
  [{ maxLength: 1 }, "maxLength must be more than the longest prompt (1 tokens), or give maxNewTokens: 1"],
  [{ stopStrings: "." }, 'stopStrings need the option tokenizer, to decode what they are looked for in: "."'],
  [{ tokenizer: { decode: () => "" } }, "tokenizer is for stopStrings, which are not given"],
  [{ stopStrings: ".", tokenizer: {} }, "expected a tokenizer with the method decode"],
  [{ stopStrings: "" }, "stopStrings"],
  [{ suppressTokens: [3, 37] }, "unknown token id in suppressTokens, expected one from 0 to 36: 37"],
  [{ logitBias: { 37: 1 } }, "unknown token id in logitBias, expected one from 0 to 36: 37"],
  [{ logitBias: { a: 1 } }, 'logitBias: Invalid key: expected token ids, given {"a":1}'],
  [{ badWordsIds: [[1], [2, 99]] }, "unknown token id in badWordsIds, expected one from 0 to 36: 99"],
  [{ badWordsIds: [[]] }, "badWordsIds.0: Too small"],
  [{ forcedEosTokenId: 40 }, "unknown token id in forcedEosTokenId"],
])("options %j are refused", async (options, message) => {
  const generating = generate(decoder, { inputIds: [[1]] }, options as GenerationOptions);
  await expect(generating).rejects.toThrow(GenerationOptionsError);
  await expect(generating).rejects.toThrow(message);
});

test("beams have no tokens to give as they come", async () => {
  const tokens = generateTokens(decoder, { inputIds: [[1]] }, { numBeams: 2 });
  await expect(tokens.next()).rejects.toThrow(
    "beams change their tokens until the end, use generate or numBeams: 1 to get them as they come: 2",
  );
});

test("a decoder has no decoderInputIds beside its prompts", async () => {
  const inputs = { inputIds: [[1]], decoderInputIds: [[1]] };
  await expect(generate(decoder, inputs)).rejects.toThrow(DecoderPromptError);
});

test.each([1, 2])("beams that nothing can follow are an error, of a search of %d groups", async (groups) => {
  const options = {
    ...{ numBeams: 2, prefixAllowedTokensFn: (row: number) => (row === 1 ? [] : [1]) },
    ...(groups === 2 && { numBeamGroups: 2, diversityPenalty: 1 }),
  };
  await expect(generate(decoder, { inputIds: [[1], [2]] }, options)).rejects.toThrow(new NoTokenLeftError(1));
});

test("a signal that is aborted already ends it before the first token", async () => {
  const signal = AbortSignal.abort(new Error("no time"));
  await expect(generate(decoder, { inputIds: [[1]] }, { signal })).rejects.toThrow("no time");
  await expect(generate(decoder, { inputIds: [[1]] }, { signal, numBeams: 2 })).rejects.toThrow("no time");
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
