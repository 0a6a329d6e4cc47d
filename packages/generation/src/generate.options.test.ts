import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tinyConfig, tinyDecoder } from "../test/tiny-gpt2.ts";
import type { Decoder } from "./decoding/create-decoder.ts";
import { ModelConfigError, UnsupportedSettingError } from "./errors.ts";
import { generate } from "./generate.ts";
import { softmax } from "./processors/softmax.ts";
import type { StoppingCriteria } from "./stopping/stopping-criteria.ts";

const prompts = [
  [3, 1, 19, 0, 7, 22],
  [5, 2],
  [8, 30, 11],
];
const noEnd = { eosTokenId: null, maxNewTokens: 12 };

let decoder: Decoder;
let greedy: readonly (readonly number[])[];
beforeAll(async () => {
  decoder = await tinyDecoder();
  greedy = (await generate(decoder, { inputIds: prompts }, noEnd)).newTokens;
});
afterAll(() => decoder[Symbol.asyncDispose]());

describe("several sequences of a prompt", () => {
  const options = { ...noEnd, doSample: true, temperature: 2, seed: 5 };

  test("are drawn as if the prompt were there several times", async () => {
    const several = await generate(decoder, { inputIds: prompts }, { ...options, numReturnSequences: 3 });
    const repeated = prompts.flatMap((ids) => [ids, ids, ids]);
    expect(several).toEqual(await generate(decoder, { inputIds: repeated }, options));
    expect(new Set(several.newTokens.map(String)).size).toBe(9);
  });
});

describe("lengths", () => {
  test("maxLength counts the longest prompt", async () => {
    const { newTokens } = await generate(decoder, { inputIds: prompts }, { eosTokenId: null, maxLength: 10 });
    expect(newTokens).toEqual(greedy.map((ids) => ids.slice(0, 4)));
  });

  test("minNewTokens and minLength keep the end away", async () => {
    const end = greedy[0]?.[1] as number;
    const length = async (options: object) =>
      (await generate(decoder, { inputIds: prompts.slice(0, 1) }, { ...options, eosTokenId: end }))
        .newTokens[0];
    expect(await length({})).toHaveLength(2);
    const late = await length({ minNewTokens: 5 });
    expect(late?.slice(0, 5)).not.toContain(end);
    expect(await length({ minLength: 11 })).toEqual(late);
  });
});

test("a row ends by a criterion of one's own, with its last token kept", async () => {
  const seen = new Set<number>();
  const stoppingCriteria = [
    (tokenIds: readonly number[], { promptLength, row }: { promptLength: number; row: number }) => {
      seen.add(row);
      return row === 1 && tokenIds.length - promptLength === 3;
    },
  ];
  const { newTokens, finishReasons } = await generate(
    decoder,
    { inputIds: prompts },
    { ...noEnd, stoppingCriteria },
  );
  expect(newTokens).toEqual([greedy[0], greedy[1]?.slice(0, 3), greedy[2]]);
  expect(finishReasons).toEqual(["length", "stop", "length"]);
  expect(seen).toEqual(new Set([0, 1, 2]));
});

test("stop strings end rows and beams", async () => {
  const tokenizer = { decode: (ids: number[]) => ids.map((id) => `<${id}>`).join("") };
  const stop = `${greedy[0]?.[1]}><${greedy[0]?.[2]}`;
  const options = { ...noEnd, stopStrings: [stop, "<99>"], tokenizer };
  const { newTokens, finishReasons } = await generate(decoder, { inputIds: prompts.slice(0, 1) }, options);
  expect(newTokens[0]).toEqual(greedy[0]?.slice(0, 3));
  expect(finishReasons).toEqual(["stop"]);
  const beams = await generate(
    decoder,
    { inputIds: prompts.slice(0, 1) },
    { ...options, numBeams: 3, numReturnSequences: 3 },
  );
  for (const [row, ids] of beams.newTokens.entries())
    expect(tokenizer.decode([...ids]).includes(stop)).toBe(beams.finishReasons[row] === "stop");
});

test("scores and logits of each step, after and before the processors", async () => {
  const stoppingCriteria: StoppingCriteria[] = [
    (tokenIds, { row, promptLength }) => row === 1 && tokenIds.length === promptLength + 2,
  ];
  const options = {
    ...noEnd,
    stoppingCriteria,
    suppressTokens: [36],
    outputScores: true,
    outputLogits: true,
  };
  const { newTokens, scores = [], logits = [] } = await generate(decoder, { inputIds: prompts }, options);
  expect(scores).toHaveLength(12);
  for (const [row, ids] of newTokens.entries())
    for (const [step, id] of ids.entries()) {
      const score = scores[step]?.[row] as Float32Array;
      expect(score.indexOf(Math.max(...score))).toBe(id);
      expect(score[36]).toBe(Number.NEGATIVE_INFINITY);
      expect(Number.isFinite(logits[step]?.[row]?.[36])).toBe(true);
      expect(logits[step]?.[row]?.subarray(0, 36)).toEqual(score.subarray(0, 36));
    }
  expect(newTokens[1]).toHaveLength(2);
  expect(scores[1]?.[1]).toBeDefined();
  expect(scores[2]?.[1]).toBeUndefined();
});

test("every truncation draws only from what it leaves", async () => {
  const prompt = prompts[0] as number[];
  const [logits] = await decoder.start([prompt], 0).read([prompt]);
  const probabilities = softmax(logits as Float32Array);
  const likely = [...probabilities.keys()].filter((id) => (probabilities[id] as number) > 0.05);
  const options = {
    maxNewTokens: 1,
    eosTokenId: null,
    doSample: true,
    epsilonCutoff: 0.05,
    numReturnSequences: 200,
    seed: 1,
  };
  const { newTokens } = await generate(decoder, { inputIds: [prompt] }, options);
  expect(new Set(newTokens.flat())).toEqual(new Set(likely));
});

describe("the generation config", () => {
  const open = (generationConfig: object) => tinyDecoder(tinyConfig, generationConfig);
  const prompt = { inputIds: prompts.slice(0, 1) };

  test("holds where options do not say otherwise, and gives way without an error", async () => {
    const settings = {
      do_sample: true,
      temperature: 0.5,
      top_k: 5,
      top_p: null,
      max_new_tokens: 4,
      transformers_version: "4.40",
      eos_token_id: [30, 31],
    };
    await using configured = await open(settings);
    const options = {
      doSample: true,
      temperature: 0.5,
      topK: 5,
      maxNewTokens: 4,
      eosTokenId: [30, 31],
      seed: 3,
    };
    expect(await generate(configured, prompt, { seed: 3 })).toEqual(await generate(decoder, prompt, options));
    const plain = await generate(configured, prompt, { doSample: false, ...noEnd });
    expect(plain.newTokens).toEqual(greedy.slice(0, 1));
    expect((await generate(configured, prompt, { maxLength: 8, seed: 3 })).newTokens[0]).toHaveLength(2);
  });

  test("with a wrong type or a way of decoding that there is not is refused", async () => {
    await expect(open({ num_beams: "4" })).rejects.toThrow(ModelConfigError);
    await expect(open({ num_beams: "4" })).rejects.toThrow(
      'numBeams: Invalid input: expected number, received string, given "4"',
    );
    await expect(open({ penalty_alpha: 0.6 })).rejects.toThrow(
      new UnsupportedSettingError("penalty_alpha", 0.6),
    );
    await using neutral = await open({ penalty_alpha: 0, guidance_scale: null, sequence_bias: null });
    expect(neutral.generationConfig).toEqual({});
  });
});

test("twenty prompts of a batch with rows that end are continued as each alone", async () => {
  const many = Array.from({ length: 20 }, (_, i) =>
    Array.from({ length: 1 + (i % 7) }, (_, j) => (5 * i + 11 * j) % 36),
  );
  const options = { maxNewTokens: 12, eosTokenId: [9, 17] };
  const { newTokens, finishReasons } = await generate(decoder, { inputIds: many }, options);
  expect(new Set(finishReasons)).toEqual(new Set(["eos", "length"]));
  for (const [row, ids] of many.entries())
    expect((await generate(decoder, { inputIds: [ids] }, options)).newTokens[0]).toEqual(newTokens[row]);
});
