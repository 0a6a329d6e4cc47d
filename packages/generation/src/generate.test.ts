import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gpt2Graph } from "../test/gpt2-graph.ts";
import { bound, randomWeights, tinyConfig, tinyDecoder, tinySizes } from "../test/tiny-gpt2.ts";
import { transformersJs, writeModelFolder } from "../test/transformers-js.ts";
import { createDecoder, type Decoder } from "./decoding/create-decoder.ts";
import { generate } from "./generate.ts";
import { generateTokens } from "./generate-tokens.ts";
import { softmax } from "./processors/softmax.ts";

const prompts = [
  [3, 1, 19, 0, 7, 22],
  [5, 2],
  [8, 30, 11],
];
const noEnd = { eosTokenId: null, maxNewTokens: 20 };

let decoder: Decoder;
let folder: string;
beforeAll(async () => {
  decoder = await tinyDecoder();
  folder = await mkdtemp(join(tmpdir(), "generate-"));
  const weights = randomWeights(gpt2Graph(tinySizes).parameters);
  await writeModelFolder(folder, tinyConfig, await bound(tinySizes, weights));
});
afterAll(async () => {
  await decoder[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("the likeliest tokens are those of transformers.js", () => {
  test.each([true, false])("with weights as inputs: %s", async (asInputs) => {
    const path = join(folder, "onnx", "model.onnx");
    await using constant = await createDecoder({ model: path, config: tinyConfig });
    const peer = await transformersJs(folder);
    for (const prompt of prompts) {
      const options = { max_new_tokens: 20, do_sample: false, eos_token_id: 99 };
      const expected = await peer([prompt], [prompt.map(() => 1)], options);
      const { sequences, newTokens } = await generate(
        asInputs ? decoder : constant,
        { inputIds: [prompt] },
        noEnd,
      );
      expect(sequences).toEqual(expected);
      expect(new Set(newTokens[0]).size).toBeGreaterThan(8);
    }
  });

  test("for twenty prompts", async () => {
    const peer = await transformersJs(folder);
    const options = { max_new_tokens: 16, do_sample: false, eos_token_id: 99 };
    const texts = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const prompt = Array.from({ length: 1 + (i % 9) }, (_, j) => (7 * i + 13 * j) % 37);
      const { sequences } = await generate(
        decoder,
        { inputIds: [prompt] },
        { eosTokenId: null, maxNewTokens: 16 },
      );
      expect(sequences).toEqual(await peer([prompt], [prompt.map(() => 1)], options));
      texts.add(String(sequences[0]?.slice(-8)));
    }
    expect(texts.size).toBeGreaterThan(10);
  });

  test("for a batch with padding on the left", async () => {
    const peer = await transformersJs(folder);
    const inputIds = [
      [3, 1, 19, 0],
      [36, 36, 5, 2],
    ];
    const attentionMask = [
      [1, 1, 1, 1],
      [0, 0, 1, 1],
    ];
    const options = { max_new_tokens: 20, do_sample: false, eos_token_id: 99 };
    const { sequences } = await generate(decoder, { inputIds, attentionMask }, noEnd);
    expect(sequences).toEqual(await peer(inputIds, attentionMask, options));
  });
});

test("each row of a batch is continued as if it were alone", async () => {
  const { sequences, newTokens } = await generate(decoder, { inputIds: prompts }, noEnd);
  for (const [row, prompt] of prompts.entries()) {
    const alone = await generate(decoder, { inputIds: [prompt] }, noEnd);
    expect(newTokens[row]).toEqual(alone.newTokens[0]);
    expect(sequences[row]).toEqual([
      ...new Array(6 - prompt.length).fill(36),
      ...prompt,
      ...(newTokens[row] ?? []),
    ]);
  }
});

test("padding of a prompt is left out, on whichever side it is", async () => {
  const { newTokens } = await generate(decoder, { inputIds: [[5, 2]] }, noEnd);
  const inputs = {
    inputIds: [
      [0, 5, 2],
      [5, 2, 0],
    ],
    attentionMask: [
      [0, 1, 1],
      [1, 1, 0],
    ],
  };
  const padded = await generate(decoder, inputs, noEnd);
  expect(padded.newTokens).toEqual([newTokens[0], newTokens[0]]);
});

test("an end token stops its row, which is padded from there on, and all of them the generation", async () => {
  const { newTokens } = await generate(decoder, { inputIds: prompts }, noEnd);
  const [first = [], second = []] = newTokens;
  const end = first.find((id, i) => i > 2 && !second.includes(id)) as number;
  const stopped = await generate(
    decoder,
    { inputIds: prompts },
    { ...noEnd, eosTokenId: [end, 999], padTokenId: 35 },
  );
  const cut = first.slice(0, first.indexOf(end) + 1);
  expect(stopped.newTokens[0]).toEqual(cut);
  expect(stopped.finishReasons[0]).toBe("eos");
  expect(stopped.sequences[0]).toEqual([
    ...(prompts[0] ?? []),
    ...cut,
    ...new Array(20 - cut.length).fill(35),
  ]);
  expect(stopped.newTokens[1]).toEqual(second);
  expect(stopped.finishReasons[1]).toBe("length");

  const alone = await generate(decoder, { inputIds: prompts.slice(0, 1) }, { ...noEnd, eosTokenId: end });
  expect(alone.sequences[0]).toEqual([...(prompts[0] ?? []), ...cut]);
});

test("a graph that gives the logits of all positions generates the same", async () => {
  const { model, parameters } = gpt2Graph(tinySizes, { keepsLogits: false });
  await using other = await createDecoder({ model, weights: randomWeights(parameters), config: tinyConfig });
  const given = { inputIds: prompts };
  expect(await generate(other, given, noEnd)).toEqual(await generate(decoder, given, noEnd));
});

test("weights are read where they are: what training changes in them, the next token knows", async () => {
  await using own = await tinyDecoder();
  const before = await generate(own, { inputIds: prompts }, noEnd);
  const shared = own.weights.get("h.0.attn.c_attn.weight") as Float32Array;
  shared.forEach((value, i) => {
    shared[i] = -value;
  });
  const after = await generate(own, { inputIds: prompts }, noEnd);
  expect(after).not.toEqual(before);

  const weights = new Map(own.weights);
  await using fresh = await createDecoder({ model: await bound(tinySizes, weights), config: tinyConfig });
  expect(await generate(fresh, { inputIds: prompts }, noEnd)).toEqual(after);
});

describe("sampling", () => {
  const sampled = { ...noEnd, doSample: true, temperature: 2 };

  test("draws the same tokens for a seed, and others for another", async () => {
    const draw = async (seed?: number) =>
      (await generate(decoder, { inputIds: prompts }, { ...sampled, ...(seed !== undefined && { seed }) }))
        .newTokens;
    const first = await draw(3);
    expect(await draw(3)).toEqual(first);
    expect(await draw(4)).not.toEqual(first);
    expect(await draw()).not.toEqual(await draw());
    const alone = await generate(decoder, { inputIds: prompts.slice(0, 1) }, { ...sampled, seed: 3 });
    expect(alone.newTokens[0]).toEqual(first[0]);
  });

  test("draws rows of the same prompt independently, with the probabilities of the decoder", async () => {
    const rows = 4000;
    const prompt = prompts[0] as number[];
    const [logits] = await decoder.start([prompt], 0).read([prompt]);
    const probabilities = softmax((logits as Float32Array).map((logit) => logit / 2));
    const inputIds = new Array<number[]>(rows).fill(prompt);
    const { newTokens } = await generate(decoder, { inputIds }, { ...sampled, maxNewTokens: 1, seed: 1 });
    const counts = new Float64Array(tinySizes.vocab_size);
    for (const [tokenId] of newTokens) counts[tokenId as number] = (counts[tokenId as number] as number) + 1;
    const frequent = [...probabilities.keys()].filter((id) => (probabilities[id] as number) * rows > 5);
    const chiSquare = frequent.reduce((sum, id) => {
      const expected = (probabilities[id] as number) * rows;
      return sum + ((counts[id] as number) - expected) ** 2 / expected;
    }, 0);
    expect(frequent.length).toBeGreaterThan(5);
    // The value that chance exceeds once in a thousand: about n + 3.1 √(2 n) + 5 for n degrees of freedom.
    expect(chiSquare).toBeLessThan(frequent.length + 3.1 * Math.sqrt(2 * frequent.length) + 5);
  });

  test("of the likeliest token alone is not sampling", async () => {
    const greedy = await generate(decoder, { inputIds: prompts }, noEnd);
    expect(await generate(decoder, { inputIds: prompts }, { ...sampled, topK: 1 })).toEqual(greedy);
    expect(await generate(decoder, { inputIds: prompts }, { ...sampled, topP: 1e-6 })).toEqual(greedy);
  });
});

test("processors see the sequence so far and decide what comes next", async () => {
  const seen: number[][] = [];
  const countUp = (logits: Float32Array, tokenIds: readonly number[]) => {
    seen.push([...tokenIds]);
    return logits.map((_, id) => (id === (tokenIds.at(-1) ?? 0) + 1 ? 0 : Number.NEGATIVE_INFINITY));
  };
  const options = { maxNewTokens: 3, logitsProcessors: [countUp], doSample: true, topK: 5 };
  const { sequences } = await generate(decoder, { inputIds: [[5, 2]] }, options);
  expect(sequences).toEqual([[5, 2, 3, 4, 5]]);
  expect(seen).toEqual([
    [5, 2],
    [5, 2, 3],
    [5, 2, 3, 4],
  ]);
});

test("tokens come as they are generated, and leaving the loop ends it", async () => {
  const { newTokens } = await generate(decoder, { inputIds: prompts }, noEnd);
  const streamed: (readonly (number | undefined)[])[] = [];
  for await (const tokens of generateTokens(decoder, { inputIds: prompts }, noEnd)) {
    streamed.push(tokens);
    if (streamed.length === 5) break;
  }
  expect(streamed).toEqual([0, 1, 2, 3, 4].map((step) => newTokens.map((ids) => ids[step])));
});
