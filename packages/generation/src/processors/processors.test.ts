import {
  ForcedBOSTokenLogitsProcessor,
  ForcedEOSTokenLogitsProcessor,
  MinLengthLogitsProcessor,
  MinNewTokensLengthLogitsProcessor,
  NoBadWordsLogitsProcessor,
  NoRepeatNGramLogitsProcessor,
  RepetitionPenaltyLogitsProcessor,
  SuppressTokensAtBeginLogitsProcessor,
  SuppressTokensLogitsProcessor,
  TemperatureLogitsWarper,
  Tensor,
} from "@huggingface/transformers";
import { describe, expect, test } from "vitest";
import { logitsProcessors } from "../options/logits-processors.ts";
import { randomStream } from "../random.ts";
import type { LogitsProcessor } from "./logits-processor.ts";
import { encoderNoRepeatNgram, noRepeatNgram } from "./no-repeat-ngram.ts";
import { prefixAllowedTokens } from "./prefix-allowed-tokens.ts";
import { repetitionPenalty } from "./repetition-penalty.ts";

interface Theirs {
  _call(tokenIds: bigint[][], logits: Tensor): unknown;
}

const vocabulary = 11;
const promptLength = 4;
const random = randomStream(3, 0);
/** Sequences of few tokens, so that they repeat themselves, from one token to twelve. */
const cases = Array.from({ length: 120 }, (_, i) => ({
  tokenIds: Array.from({ length: 1 + (i % 12) }, () => Math.floor(random() * 4)),
  logits: Float32Array.from({ length: vocabulary }, () => random() * 8 - 4),
}));
const eosTokenIds = new Set([2, 9]);
const sizes = { sources: [], promptLength, maxNewTokens: 6, eosTokenIds, rowsPerPrompt: 1 };

function run(processors: readonly LogitsProcessor[], tokenIds: number[], logits: Float32Array): Float32Array {
  const context = { row: 0, promptLength };
  return processors.reduce<Float32Array>(
    (scores, process) => process(scores, tokenIds, context),
    logits.slice(),
  );
}

describe("the options do what the processors of transformers.js do", () => {
  const words = [[5], [1, 2], [0, 1, 3], [9]];
  test.each<[object, Theirs]>([
    [{ repetitionPenalty: 1.7 }, new RepetitionPenaltyLogitsProcessor(1.7)],
    [{ noRepeatNgramSize: 2 }, new NoRepeatNGramLogitsProcessor(2)],
    [{ noRepeatNgramSize: 3 }, new NoRepeatNGramLogitsProcessor(3)],
    [{ badWordsIds: words }, new NoBadWordsLogitsProcessor(words.slice(0, 3), [])],
    [{ minNewTokens: 3 }, new MinNewTokensLengthLogitsProcessor(promptLength, 3, [2, 9])],
    [{ minLength: 6 }, new MinLengthLogitsProcessor(6, [2, 9])],
    [{ forcedBosTokenId: 7 }, new ForcedBOSTokenLogitsProcessor(7)],
    [{ forcedEosTokenId: 8 }, new ForcedEOSTokenLogitsProcessor(promptLength + 6, 8)],
    [{ suppressTokens: [0, 10] }, new SuppressTokensLogitsProcessor([0, 10])],
    [{ beginSuppressTokens: [3, 4] }, new SuppressTokensAtBeginLogitsProcessor([3, 4], promptLength)],
    [{ doSample: true, temperature: 0.4 }, new TemperatureLogitsWarper(0.4)],
  ])("%j", (options, theirs) => {
    let changes = 0;
    for (const { tokenIds, logits } of cases) {
      const scores = new Tensor("float32", logits.slice(), [1, vocabulary]);
      theirs._call([tokenIds.map(BigInt)], scores);
      const expected = scores.data as Float32Array;
      const given = run(logitsProcessors(options, sizes), tokenIds, logits);
      // Theirs divide in float64 or float32 as the order has it.
      for (const [id, value] of given.entries()) expect(value).toBeCloseTo(expected[id] as number, 5);
      changes += Number(given.some((value, id) => value !== logits[id]));
    }
    expect(changes).toBeGreaterThan(0);
  });
});

test("noRepeatNgram takes out just the tokens that would repeat one", () => {
  for (const size of [1, 2, 3])
    for (const { tokenIds, logits } of cases) {
      const grams = (ids: number[]) => ids.slice(size - 1).map((_, at) => ids.slice(at, at + size).join());
      const given = run([noRepeatNgram(size)], tokenIds, logits);
      for (let id = 0; id < vocabulary; id++) {
        const repeats = grams(tokenIds).includes([...tokenIds, id].slice(-size).join());
        const complete = tokenIds.length + 1 >= size;
        expect(given[id] === Number.NEGATIVE_INFINITY).toBe(repeats && complete);
      }
    }
});

test("encoderNoRepeatNgram keeps from repeating the source, not the sequence itself", () => {
  const source = [4, 5, 6, 5, 7];
  const logits = new Float32Array(vocabulary);
  const left = (tokenIds: number[]) =>
    [...run([encoderNoRepeatNgram(2, () => source)], tokenIds, logits).entries()]
      .filter(([, value]) => value === Number.NEGATIVE_INFINITY)
      .map(([id]) => id);
  expect(left([1, 5])).toEqual([6, 7]);
  expect(left([8, 9, 8])).toEqual([]);
  expect(left([7])).toEqual([]);
});

test("prefixAllowedTokens asks for the tokens of each prompt", () => {
  const asked: unknown[] = [];
  const process = prefixAllowedTokens((batchId, tokenIds) => {
    asked.push([batchId, [...tokenIds]]);
    return [3, 1];
  }, 2);
  const given = process(Float32Array.of(5, 6, 7, 8), [1, 2], { row: 5, promptLength: 1 });
  expect(given).toEqual(Float32Array.of(Number.NEGATIVE_INFINITY, 6, Number.NEGATIVE_INFINITY, 8));
  expect(asked).toEqual([[2, [1, 2]]]);
});

test("forcedDecoderIds come at their places", () => {
  const processors = logitsProcessors(
    {
      forcedDecoderIds: [
        [1, 6],
        [2, 3],
      ],
    },
    sizes,
  );
  const logits = new Float32Array(vocabulary).fill(1);
  const best = (tokenIds: number[]) => {
    const given = run(processors, tokenIds, logits);
    return [...given.keys()].filter((id) => given[id] !== Number.NEGATIVE_INFINITY);
  };
  expect(best([0])).toEqual([6]);
  expect(best([0, 6])).toEqual([3]);
  expect(best([0, 6, 3])).toHaveLength(vocabulary);
});

test("beginSuppressTokens waits for the token that is forced to come first", () => {
  const options = { beginSuppressTokens: [3], forcedBosTokenId: 7 };
  const processors = logitsProcessors(options, { ...sizes, promptLength: 1 });
  const out = (tokenIds: number[]) =>
    processors.reduce<Float32Array>(
      (scores, process) => process(scores, tokenIds, { row: 0, promptLength: 1 }),
      new Float32Array(vocabulary),
    )[3] === Number.NEGATIVE_INFINITY;
  expect([out([0, 7]), out([0, 7, 1])]).toEqual([true, false]);
});

test("a penalty of 1 changes nothing, and each token is penalized once", () => {
  expect(run([repetitionPenalty(1)], [1, 2], Float32Array.of(1, -2, 3))).toEqual(Float32Array.of(1, -2, 3));
  expect(run([repetitionPenalty(2)], [1, 1, 2], Float32Array.of(1, -2, 3))).toEqual(
    Float32Array.of(1, -4, 1.5),
  );
});

describe("what OpenAI's API has", () => {
  test("penalties are taken off as its formula says, for generated tokens only", () => {
    // logit[j] − count[j] · frequency − (count[j] > 0) · presence
    const [presence, frequency] = [0.7, -0.4];
    const processors = logitsProcessors({ presencePenalty: presence, frequencyPenalty: frequency }, sizes);
    let changes = 0;
    for (const { tokenIds, logits } of cases) {
      const counts = logits.map((_, id) => tokenIds.slice(promptLength).filter((one) => one === id).length);
      const expected = logits.map(
        (logit, id) => logit - (counts[id] as number) * frequency - (counts[id] ? presence : 0),
      );
      const given = run(processors, tokenIds, logits);
      for (const [id, value] of expected.entries()) expect(given[id]).toBeCloseTo(value, 4);
      changes += Math.max(...counts) > 1 ? 1 : 0;
    }
    expect(changes).toBeGreaterThan(10);
  });

  test("biases are added", () => {
    const processors = logitsProcessors({ logitBias: { 3: 2.5, 10: -100 } }, sizes);
    const given = run(processors, [1], new Float32Array(vocabulary).fill(1));
    expect([...given]).toEqual([1, 1, 1, 3.5, 1, 1, 1, 1, 1, 1, -99]);
  });
});
