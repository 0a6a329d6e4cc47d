import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoModelForSeq2SeqLM, env, Tensor } from "@huggingface/transformers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomWeights } from "../../test/random-weights.ts";
import { int64, runner, values } from "../../test/run-network.ts";
import { configuredArchitecture } from "../architectures/architectures.ts";
import { buildModel } from "../architectures/build-model.ts";
import type { ModelConfig } from "./read-config.ts";
import { saveModel } from "./save-model.ts";
import { tinyConfigs, tinyVocabulary } from "./tiny-models.fixture.ts";

let root: string;
beforeAll(async () => {
  env.allowRemoteModels = false;
  root = await mkdtemp(join(tmpdir(), "encoder-decoder-"));
});
afterAll(() => rm(root, { recursive: true }));

const task = "seq2seq-lm";
const inputIds = [
  [5, 6, 8, 7, 11, 3],
  [9, 7, 3, 0, 0, 0],
];
const attentionMask = inputIds.map((row) => row.map((id) => Number(id !== 0)));
const steps = 8;

/** Of each sequence, the token with the largest logit of its last position. */
function likeliest(logits: readonly number[], length: number): number[] {
  return inputIds.map((_, i) => {
    const begin = ((i + 1) * length - 1) * tinyVocabulary;
    const row = logits.slice(begin, begin + tinyVocabulary);
    return row.indexOf(Math.max(...row));
  });
}

const encoderDecoders = Object.entries(tinyConfigs).filter(
  ([, config]) => task in configuredArchitecture(config).classes,
);

/** Greedily, by the graph of both sides, anew for each token. */
async function written(config: ModelConfig, weights: ReadonlyMap<string, Float32Array>): Promise<number[][]> {
  const run = await runner(buildModel(config, { task }), weights);
  const { decoder_start_token_id: start } = configuredArchitecture(config).savedSettings;
  let texts = inputIds.map(() => [Number(start)]);
  for (let length = 1; length <= steps; length++) {
    const { logits } = await run({
      input_ids: int64(inputIds),
      attention_mask: int64(attentionMask),
      decoder_input_ids: int64(texts),
    });
    const next = likeliest(values(logits), length);
    texts = texts.map((text, i) => [...text, next[i] as number]);
  }
  return texts;
}

async function writtenElsewhere(folder: string): Promise<number[][]> {
  const model = await AutoModelForSeq2SeqLM.from_pretrained(folder, {
    dtype: "fp32",
    local_files_only: true,
  });
  const tensor = (rows: number[][]) => new Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [2, 6]);
  const given = { input_ids: tensor(inputIds), attention_mask: tensor(attentionMask) };
  const generated = await model.generate({ ...given, max_new_tokens: steps, eos_token_id: 99 });
  await model.dispose();
  return (generated as Tensor).tolist().map((row: bigint[]) => row.map(Number));
}

test.each(encoderDecoders)(
  "transformers.js writes with a cache what %s writes without",
  async (type, config) => {
    const texts = new Set<string>();
    for (const seed of [1, 2, 3, 4, 5]) {
      const { parameters } = buildModel(config, { task });
      const weights = randomWeights(parameters, { seed, amplitude: 4 });
      // Else these say what the next token is, whatever the text.
      for (const [name, values] of weights) if (/(norm.*\.|logits_)bias$/.test(name)) values.fill(0);
      const expected = await written(config, weights);
      const folder = join(root, `${type}-${seed}`);
      await saveModel(folder, { config, task, weights });
      expect(await writtenElsewhere(folder)).toEqual(expected);
      for (const text of expected) texts.add(String(text));
    }
    // Weights by which all texts are the same would prove little.
    expect(texts.size).toBeGreaterThan(4);
  },
);
