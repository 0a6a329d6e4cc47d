// The models built here, saved and continued by transformers.js and by packages/generation, from the same files and from
// the graphs and weights that training holds.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoModelForCausalLM, AutoModelForSeq2SeqLM, env, Tensor } from "@huggingface/transformers";
import { createDecoder, createEncoderDecoder, generate, type LanguageModel } from "@llm-course/generation";
import { encodeOnnx } from "@llm-course/onnx";
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { configuredArchitecture } from "../src/architectures/architectures.ts";
import { buildModel } from "../src/architectures/build-model.ts";
import type { ModelConfig } from "../src/checkpoints/read-config.ts";
import { saveModel } from "../src/checkpoints/save-model.ts";
import { tinyConfigs, tinyVocabulary } from "../src/checkpoints/tiny-models.fixture.ts";
import { randomWeights } from "./random-weights.ts";

let root: string;
beforeAll(async () => {
  env.allowRemoteModels = false;
  root = await mkdtemp(join(tmpdir(), "generation-"));
});
afterAll(() => rm(root, { recursive: true }));

const prompts = Array.from({ length: 20 }, (_, i) =>
  Array.from({ length: 1 + (i % 6) }, (_, j) => (5 * i + 3 * j) % tinyVocabulary),
);
const maxNewTokens = 10;

/** Architectures that transformers.js has, too. */
function casesOf(task: "causal-lm" | "seq2seq-lm"): [string, ModelConfig][] {
  return Object.entries(tinyConfigs).filter(
    ([type, config]) => task in configuredArchitecture(config).classes && type !== "lstm" && type !== "gru",
  );
}

/** What transformers.js writes after each prompt by itself. */
async function expectedOf(
  AutoModel: typeof AutoModelForCausalLM | typeof AutoModelForSeq2SeqLM,
  folder: string,
): Promise<number[][]> {
  const model = await AutoModel.from_pretrained(folder, { dtype: "fp32", local_files_only: true });
  const texts: number[][] = [];
  for (const ids of prompts) {
    const int64 = (values: number[]) =>
      new Tensor("int64", BigInt64Array.from(values, BigInt), [1, ids.length]);
    const given = { input_ids: int64(ids), attention_mask: int64(ids.map(() => 1)) };
    const output = await model.generate({ ...given, max_new_tokens: maxNewTokens, eos_token_id: 99 });
    texts.push((output as Tensor).tolist()[0].map(Number));
  }
  await model.dispose();
  return texts;
}

/** What we write, alone and, without padding, in a batch. */
async function expectTexts(model: LanguageModel, expected: number[][]): Promise<void> {
  const options = { maxNewTokens, eosTokenId: null };
  for (const [i, ids] of prompts.entries())
    expect((await generate(model, { inputIds: [ids] }, options)).sequences).toEqual([expected[i]]);
  const { newTokens } = await generate(model, { inputIds: prompts }, options);
  expect(newTokens).toEqual(expected.map((text) => text.slice(-maxNewTokens)));
}

/** Large enough for texts that depend on their prompts. */
function weightsOf(config: ModelConfig, task: "causal-lm" | "seq2seq-lm") {
  const weights = randomWeights(buildModel(config, { task }).parameters, { seed: 3, amplitude: 4 });
  for (const [name, values] of weights) if (/(norm.*\.|logits_)bias$/.test(name)) values.fill(0);
  return weights;
}

// With heads of 8 numbers, or a multiple, attention is fused into one operator.
const fused: [string, ModelConfig][] = [
  ["gpt2 with heads of 8", { ...tinyConfigs.gpt2, model_type: "gpt2", n_embd: 16 }],
  ["llama with heads of 8", { ...tinyConfigs.llama, model_type: "llama", hidden_size: 32 }],
];

test.each([...casesOf("causal-lm"), ...fused])(
  "%s continues twenty prompts as transformers.js does",
  async (type, config) => {
    const weights = weightsOf(config, "causal-lm");
    const folder = join(root, type.replaceAll(" ", "-"));
    await saveModel(folder, { config, task: "causal-lm", weights });
    const expected = await expectedOf(AutoModelForCausalLM, folder);
    expect(new Set(expected.map((text) => String(text.slice(-maxNewTokens)))).size).toBeGreaterThan(2);
    const path = join(folder, "onnx", "model.onnx");
    await using saved = await createDecoder({ model: path, config });
    await expectTexts(saved, expected);
    const { model } = buildModel(config, { task: "causal-lm", cache: true });
    await using held = await createDecoder({ model, weights, config });
    await expectTexts(held, expected);
  },
);

test.each(casesOf("seq2seq-lm"))("%s answers twenty inputs as transformers.js does", async (type, config) => {
  const task = "seq2seq-lm";
  const weights = weightsOf(config, task);
  const folder = join(root, type.replaceAll(" ", "-"));
  await saveModel(folder, { config, task, weights });
  const expected = await expectedOf(AutoModelForSeq2SeqLM, folder);
  expect(new Set(expected.map(String)).size).toBeGreaterThan(2);
  const json = JSON.parse(await readFile(join(folder, "config.json"), "utf8"));
  const path = (name: string) => join(folder, "onnx", `${name}.onnx`);
  await using saved = await createEncoderDecoder({
    ...{ encoder: path("encoder_model"), decoder: path("decoder_model_merged"), config: json },
  });
  await expectTexts(saved, expected);
  const encoder = buildModel(config, { task, part: "encoder" }).model;
  const decoder = buildModel(config, { task, part: "decoder" }).model;
  await using held = await createEncoderDecoder({ encoder, decoder, weights, config: json });
  await expectTexts(held, expected);
});

// transformers.js runs no recurrent language models.
test.each(["lstm", "gru"])(
  "%s continues prompts of several lengths as a plain loop over its graph",
  async (type) => {
    const config = { model_type: type, ...tinyConfigs[type], num_hidden_layers: 2 };
    const weights = weightsOf(config, "causal-lm");
    const { model } = buildModel(config, { task: "causal-lm", cache: true });
    await using decoder = await createDecoder({ model, weights, config });
    const session = await InferenceSession.create(encodeOnnx(model));
    const expected: number[][] = [];
    for (const ids of prompts) expected.push([...ids, ...(await likeliest(session, weights, ids))]);
    await session.release();
    expect(new Set(expected.map((text) => String(text.slice(-maxNewTokens)))).size).toBeGreaterThan(2);
    await expectTexts(decoder, expected);
  },
);

/** Feeds a graph the states that it gives. */
async function likeliest(
  session: InferenceSession,
  weights: ReadonlyMap<string, Float32Array>,
  prompt: number[],
): Promise<number[]> {
  let feeds: Record<string, OrtTensor> = {};
  for (const input of session.inputMetadata) {
    const shape = (input.isTensor ? input.shape : []).map((size) => (typeof size === "number" ? size : 1));
    const zeros = new Float32Array(shape.reduce((a, b) => a * b, 1));
    if (input.name !== "input_ids")
      feeds[input.name] = new OrtTensor("float32", weights.get(input.name) ?? zeros, shape);
  }
  const found: number[] = [];
  let ids = prompt;
  while (found.length < maxNewTokens) {
    feeds.input_ids = new OrtTensor("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]);
    const { logits, ...states } = await session.run(feeds);
    const last = ((logits as OrtTensor).data as Float32Array).slice(-tinyVocabulary);
    ids = [last.indexOf(Math.max(...last))];
    found.push(...ids);
    const next = Object.entries(states).map(([name, state]) => [name.replace("present", "past"), state]);
    feeds = { ...feeds, ...Object.fromEntries(next) };
  }
  return found;
}
