import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changed, type ModelProto, writeOnnx } from "@llm-course/onnx";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { merged, withInt32 } from "../../test/foreign-decoders.ts";
import { type Gpt2Form, gpt2Graph } from "../../test/gpt2-graph.ts";
import { inFloat16 } from "../../test/in-float16.ts";
import { bound, randomWeights, tinyConfig, tinySizes } from "../../test/tiny-gpt2.ts";
import { transformersJs, writeModelFolder } from "../../test/transformers-js.ts";
import { generate } from "../generate.ts";
import { createDecoder, type DecoderSource } from "./create-decoder.ts";

const prompts = [
  [3, 1, 19, 0, 7, 22],
  [5, 2],
  [8, 30, 11],
];
const options = { eosTokenId: null, maxNewTokens: 16 };
const config = tinyConfig;

/** A tiny GPT-2 in some form. */
async function model(form: Gpt2Form = {}): Promise<ModelProto> {
  const built = await bound(tinySizes, randomWeights(gpt2Graph(tinySizes).parameters), form);
  return changed(built, { producerName: "pytorch" });
}

let folder: string;
let plain: number[][];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "foreign-"));
  plain = await texts({ model: await model(), config });
});
afterAll(() => rm(folder, { recursive: true }));

/** What follows each prompt by itself, after checking that a batch of them gives the same. */
async function texts(source: DecoderSource): Promise<number[][]> {
  await using decoder = await createDecoder(source);
  const alone: number[][] = [];
  for (const ids of prompts)
    alone.push(...((await generate(decoder, { inputIds: [ids] }, options)).newTokens as number[][]));
  expect((await generate(decoder, { inputIds: prompts }, options)).newTokens).toEqual(alone);
  return alone;
}

/** What transformers.js writes after each prompt with the same file. */
async function theirs(name: string, given: ModelProto, dtype: "fp32" | "fp16"): Promise<number[][]> {
  const path = join(folder, name);
  await writeModelFolder(path, config, given);
  if (dtype === "fp16") await writeOnnx(join(path, "onnx", "model_fp16.onnx"), given);
  const peer = await transformersJs(path, dtype);
  const found: number[][] = [];
  for (const prompt of prompts) {
    const [row = []] = await peer([prompt], [prompt.map(() => 1)], { max_new_tokens: 16, eos_token_id: 99 });
    found.push(row.slice(prompt.length));
  }
  return found;
}

describe("decoders of other exporters write what transformers.js writes with them", () => {
  test("in float16, with caches and logits in it", async () => {
    const half = inFloat16(await model({ keepsLogits: false }));
    expect(await texts({ model: half, config })).toEqual(await theirs("half", half, "fp16"));
  });

  test("merged, with branches of an If", async () => {
    const forms = { first: await model({ hasPast: false }), next: await model() };
    const both = merged(forms.first, forms.next);
    expect(both.graph?.node.map(({ opType }) => opType)).toEqual(["If"]);
    const found = await texts({ model: both, config });
    expect(found).toEqual(plain);
    expect(found).toEqual(await theirs("merged", both, "fp32"));
  });

  test("merged, in float16", async () => {
    const both = inFloat16(merged(await model({ hasPast: false }), await model()));
    expect(await texts({ model: both, config })).toEqual(await theirs("merged-half", both, "fp16"));
  });
});

describe("decoders that transformers.js does not run write what the plain graph writes", () => {
  test("one graph for prompts and one for what follows, from files or memory", async () => {
    const [first, next] = [await model({ hasPast: false }), await model()];
    const paths = ["decoder_model", "decoder_with_past_model"].map((name) => join(folder, `${name}.onnx`));
    await writeOnnx(paths[0] as string, first);
    await writeOnnx(paths[1] as string, next);
    expect(await texts({ model: first, decoderWithPast: next, config })).toEqual(plain);
    const [path = "", decoderWithPast] = paths;
    expect(await texts({ model: path, decoderWithPast: decoderWithPast as string, config })).toEqual(plain);
  });

  test("with ids, mask and positions in int32", async () => {
    const inputs = ["input_ids", "attention_mask", "position_ids"];
    expect(await texts({ model: withInt32(await model(), inputs), config })).toEqual(plain);
  });

  test("with the places of new tokens in the cache, for prompts of one length", async () => {
    const given = await model({ positions: "cache_position" });
    for (const source of [given, withInt32(given, ["cache_position"])]) {
      await using decoder = await createDecoder({ model: source, config });
      for (const [i, ids] of prompts.entries())
        expect((await generate(decoder, { inputIds: [ids, ids] }, options)).newTokens[1]).toEqual(plain[i]);
    }
  });

  test("a beam search selects rows of a cache in float16", async () => {
    await using half = await createDecoder({ model: inFloat16(await model()), config });
    const search = { ...options, numBeams: 3 };
    const { newTokens, sequencesScores } = await generate(half, { inputIds: prompts }, search);
    await using whole = await createDecoder({ model: await model(), config });
    const expected = await generate(whole, { inputIds: prompts }, search);
    expect(newTokens).toEqual(expected.newTokens);
    for (const [i, score] of (sequencesScores ?? []).entries())
      expect(score).toBeCloseTo(expected.sequencesScores?.[i] as number, 2);
  });
});
