import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tinyDecoder } from "../../test/tiny-gpt2.ts";
import type { Decoder } from "../decoding/create-decoder.ts";
import { generate } from "../generate.ts";
import type { GenerationOptions } from "../options/generation-options.ts";
import { logSoftmax } from "../processors/log-softmax.ts";
import { temperature } from "../processors/temperature.ts";
import { referenceBeams } from "./reference-beams.fixture.ts";

const prompts = [
  [3, 1, 19, 0, 7, 22],
  [5, 2],
  [8, 30, 11],
];

let decoder: Decoder;
beforeAll(async () => {
  decoder = await tinyDecoder();
});
afterAll(() => decoder[Symbol.asyncDispose]());

/** Log probabilities of the tokens after a text, read anew and by itself. */
async function logProbabilities(ids: readonly number[]): Promise<number[]> {
  const [logits] = await decoder.start([ids], 0).read([ids]);
  return [...logSoftmax((logits as Float32Array).slice())];
}

/** As `logProbabilities`, from memory: the reference asks for the same texts, one after the other. */
async function referenceFor(options: Parameters<typeof referenceBeams>[1]) {
  const known = new Map<string, number[]>();
  for (;;) {
    let missing: readonly number[] | undefined;
    const found = referenceBeams((ids) => {
      const values = known.get(ids.join());
      if (!values) missing ??= ids;
      return values ?? new Array<number>(37).fill(-100);
    }, options);
    if (!missing) return found;
    known.set(missing.join(), await logProbabilities(missing));
  }
}

const eos = [4, 9, 17];

test.each([
  { numBeams: 2, numReturnSequences: 2, lengthPenalty: 1, earlyStopping: false },
  { numBeams: 3, numReturnSequences: 1, lengthPenalty: 0, earlyStopping: true },
  { numBeams: 4, numReturnSequences: 3, lengthPenalty: 2, earlyStopping: "never" },
] as const)(
  "a batch is searched as each prompt is by the plain reference: %j",
  async (setting) => {
    const options = { ...setting, maxNewTokens: 6, eosTokenId: eos, padTokenId: 36 };
    const output = await generate(decoder, { inputIds: prompts }, options);
    const count = setting.numReturnSequences;
    expect(output.newTokens).toHaveLength(prompts.length * count);
    for (const [item, prompt] of prompts.entries()) {
      const expected = await referenceFor({ ...setting, prompt, maxNewTokens: 6, eos });
      for (let i = 0; i < count; i++) {
        const row = item * count + i;
        expect(output.newTokens[row]).toEqual(expected[i]?.ids.slice(prompt.length));
        expect(output.sequencesScores?.[row]).toBeCloseTo(expected[i]?.score as number, 4);
      }
    }
    expect(new Set(output.finishReasons).size).toBeGreaterThan(0);
    const longest = Math.max(...output.newTokens.map(({ length }) => length));
    for (const row of output.sequences) expect(row).toHaveLength(6 + longest);
  },
  60_000,
);

test("the score of a sequence is the sum of the scores along its beam indices", async () => {
  const options = {
    numBeams: 3,
    numReturnSequences: 3,
    maxNewTokens: 6,
    eosTokenId: eos,
    outputScores: true,
  };
  const { newTokens, beamIndices, scores, sequencesScores } = await generate(
    decoder,
    { inputIds: prompts },
    options,
  );
  for (const [row, tokens] of newTokens.entries()) {
    const path = beamIndices?.[row] ?? [];
    expect(path).toHaveLength(tokens.length);
    const sum = tokens.reduce(
      (total, id, step) => total + (scores?.[step]?.[path[step] as number]?.[id] as number),
      0,
    );
    expect(sum / tokens.length).toBeCloseTo(sequencesScores?.[row] as number, 4);
    expect(path.every((beam) => Math.floor(beam / 3) === Math.floor(row / 3))).toBe(true);
  }
});

describe("groups", () => {
  const options = { maxNewTokens: 5, eosTokenId: null, numReturnSequences: 4 };

  test("with a penalty that forbids it no two groups have the same token at a place", async () => {
    const diverse = { ...options, numBeams: 4, numBeamGroups: 4, diversityPenalty: 1e6 };
    const { newTokens } = await generate(decoder, { inputIds: prompts }, diverse);
    for (let item = 0; item < prompts.length; item++)
      for (let step = 0; step < 5; step++) {
        const tokens = newTokens.slice(4 * item, 4 * item + 4).map((ids) => ids[step]);
        expect(new Set(tokens).size).toBe(4);
      }
  });

  test("the first group is a beam search of its size, greedy where it has one beam", async () => {
    const greedy = await generate(decoder, { inputIds: prompts }, { maxNewTokens: 5, eosTokenId: null });
    const diverse = { ...options, numBeams: 4, numBeamGroups: 4, diversityPenalty: 0.5 };
    const { newTokens } = await generate(decoder, { inputIds: prompts }, diverse);
    for (const [item, tokens] of greedy.newTokens.entries())
      expect(newTokens.slice(4 * item, 4 * item + 4)).toContainEqual(tokens);
  });
});

describe("beam sampling", () => {
  const options: GenerationOptions = { numBeams: 3, doSample: true, maxNewTokens: 6, eosTokenId: eos };

  test("draws the same beams for a seed, and others for another", async () => {
    const draw = async (seed: number) =>
      (await generate(decoder, { inputIds: prompts }, { ...options, temperature: 3, seed })).newTokens;
    expect(await draw(1)).toEqual(await draw(1));
    expect(await draw(1)).not.toEqual(await draw(2));
  });

  test("of scores that lie far apart is beam search", async () => {
    const { doSample: _, ...searched } = options;
    const factor = temperature(1e-5);
    const best = await generate(decoder, { inputIds: prompts }, { ...searched, logitsProcessors: [factor] });
    const cold = { ...options, logitsProcessors: [factor], seed: 1 };
    expect(await generate(decoder, { inputIds: prompts }, cold)).toEqual(best);
  });
});

test("processors act on log probabilities, and constrain the beams", async () => {
  const options = { numBeams: 3, numReturnSequences: 3, maxNewTokens: 4, eosTokenId: null };
  const allowed = [11, 12, 13];
  const constrained = { ...options, prefixAllowedTokensFn: () => allowed };
  const { newTokens, sequencesScores } = await generate(decoder, { inputIds: prompts }, constrained);
  expect(newTokens.flat().every((id) => allowed.includes(id))).toBe(true);
  expect(new Set(newTokens.slice(0, 3).map(String)).size).toBe(3);
  // Not normalized again, as in Hugging Face's: the probabilities are those of the whole vocabulary.
  const prompt = prompts[0] as number[];
  let sum = 0;
  for (const [i, id] of (newTokens[0] ?? []).entries())
    sum += (await logProbabilities([...prompt, ...(newTokens[0] ?? []).slice(0, i)]))[id] as number;
  expect(sequencesScores?.[0]).toBeCloseTo(sum / 4, 4);
});
