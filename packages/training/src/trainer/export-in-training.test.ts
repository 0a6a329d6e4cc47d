import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoModelForSeq2SeqLM, env, Tensor } from "@huggingface/transformers";
import { createEncoderDecoder, generate } from "@llm-course/generation";
import type { TensorData } from "@llm-course/onnx";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attachLoss } from "../checkpoints/attach-loss.ts";
import { optimumPair, optimumTriple, writeExport } from "../checkpoints/exports.fixture.ts";
import { loadOnnxModel } from "../checkpoints/load-onnx-model.ts";
import { dataCollatorForSeq2Seq } from "../data/data-collator-for-seq2-seq.ts";
import { addLora } from "../lora/add-lora.ts";
import { initializeLora } from "../lora/initialize-lora.ts";
import { TrainerError } from "./errors.ts";
import { Seq2SeqTrainer } from "./seq2-seq-trainer.ts";
import type { Seq2SeqTrainingOptions } from "./seq2-seq-training-arguments.ts";
import type { TrainerModel } from "./trainer-model.ts";

const config = {
  model_type: "t5",
  is_encoder_decoder: true,
  ...{ num_layers: 1, num_decoder_layers: 1, num_heads: 1, d_kv: 32, vocab_size: 20 },
  ...{ decoder_start_token_id: 0, pad_token_id: 0, eos_token_id: 1 },
};
const generationConfig = { max_length: 6, decoder_start_token_id: 0, pad_token_id: 0, eos_token_id: 1 };

/** Answers of one token that is in the question, twice. */
const examples = Array.from({ length: 12 }, (_, i) => ({
  input_ids: [2 + i, 14 + (i % 3), ...(i % 2 ? [17] : [])],
  labels: [2 + i, 2 + i, 1],
}));

let root: string;
beforeAll(async () => {
  env.allowRemoteModels = false;
  root = await mkdtemp(join(tmpdir(), "export-"));
  const { encoder, decoder } = optimumPair();
  await writeExport(join(root, "pair"), config, {
    "encoder_model.onnx": encoder,
    "decoder_model_merged.onnx": decoder,
  });
  await writeExport(join(root, "triple"), config, optimumTriple());
  for (const name of ["pair", "triple"])
    await writeFile(join(root, name, "generation_config.json"), JSON.stringify(generationConfig));
});
afterAll(() => rm(root, { recursive: true }));

async function trainerModel(name: string): Promise<TrainerModel> {
  const loaded = await loadOnnxModel(join(root, name));
  const task = "seq2seq-lm";
  return { ...loaded, task, network: attachLoss(loaded.network, { task, config: loaded.config }) };
}

function newTrainer(model: TrainerModel, args: Seq2SeqTrainingOptions = {}): Seq2SeqTrainer {
  return new Seq2SeqTrainer({
    ...{ model, trainDataset: examples, evalDataset: examples },
    args: {
      ...{ predictWithGenerate: true, saveStrategy: "no", perDeviceTrainBatchSize: 4 },
      ...{ perDeviceEvalBatchSize: 5, learningRate: 0.01, numTrainEpochs: 10, ...args },
    },
    dataCollator: dataCollatorForSeq2Seq({ padTokenId: 0 }),
    computeMetrics: ({ predictions }) => ({ tokens: predictions.data.length }),
  });
}

function rows({ data, dims: [count = 0, width = 0] }: TensorData): number[][] {
  return Array.from({ length: count }, (_, i) => Array.from(data.slice(i * width, (i + 1) * width), Number));
}

/** Without padding at the end. */
const trimmed = (row: readonly number[]) => row.slice(0, row.findLastIndex((id) => id !== 0) + 1);

test("a merged export is trained, evaluated by what it writes, saved, and writes the same in transformers.js", async () => {
  await using trainer = newTrainer(await trainerModel("pair"), { evalStrategy: "epoch" });
  const before = rows((await trainer.predict(examples)).predictions);
  await trainer.train();
  const { predictions } = await trainer.predict(examples);
  const written = rows(predictions);
  expect(written).not.toEqual(before);
  // max_length of generation_config.json
  expect(written[0]).toHaveLength(6);

  const folder = join(root, "trained");
  await trainer.saveModel(folder);
  expect(JSON.parse(await readFile(join(folder, "generation_config.json"), "utf8"))).toEqual(
    generationConfig,
  );
  const model = await AutoModelForSeq2SeqLM.from_pretrained(folder, {
    dtype: "fp32",
    local_files_only: true,
  });
  for (const [i, { input_ids: ids }] of examples.entries()) {
    const int64 = (values: number[]) =>
      new Tensor("int64", BigInt64Array.from(values, BigInt), [1, ids.length]);
    const output = await model.generate({ inputs: int64(ids), attention_mask: int64(ids.map(() => 1)) });
    const expected = (output as Tensor).tolist()[0].map(Number) as number[];
    expect(trimmed(written[i] ?? [])).toEqual(trimmed(expected));
  }
  await model.dispose();
}, 60_000);

test("so is one with a decoder for the first step and one for the others, whose weights have other names", async () => {
  const model = await trainerModel("triple");
  await using trainer = newTrainer(model, { generationMaxLength: 5, generationNumBeams: 2 });
  await trainer.train();
  const { predictions } = await trainer.predict(examples);
  const folder = join(root, "trained-triple");
  await trainer.saveModel(folder);
  const onnx = (name: string) => join(folder, "onnx", `${name}.onnx`);
  await using saved = await createEncoderDecoder({
    ...{ encoder: onnx("encoder_model"), decoder: onnx("decoder_model") },
    ...{ decoderWithPast: onnx("decoder_with_past_model"), config },
  });
  const inputIds = examples.map(({ input_ids }) => input_ids);
  const { sequences } = await generate(saved, { inputIds }, { maxLength: 5, numBeams: 2 });
  expect(rows(predictions).map(trimmed)).toEqual(sequences.map(trimmed));

  // As if the weights had been trained in the merged graph, which has them once.
  await using merged = newTrainer(await trainerModel("pair"), {
    generationMaxLength: 5,
    generationNumBeams: 2,
  });
  await merged.train();
  expect(rows((await merged.predict(examples)).predictions)).toEqual(rows(predictions));
}, 60_000);

test("adapters that the files do not have are refused before the training", async () => {
  const { network, weights, ...others } = await trainerModel("pair");
  const adapted = await addLora(network, { targetModules: "all-linear", r: 2 });
  const model = {
    ...{ ...others, network: adapted.network },
    weights: new Map([...weights, ...initializeLora(adapted, { seed: 1 })]),
  };
  await using trainer = newTrainer(model, { evalStrategy: "epoch" });
  await expect(trainer.train()).rejects.toThrow(TrainerError);
  await expect(trainer.train()).rejects.toThrow("merge adapters first");
});

test("a config without a token for padding is refused when the trainer is made", async () => {
  const { config: given, ...model } = await trainerModel("pair");
  const { pad_token_id: _, ...without } = given as typeof config;
  expect(() => newTrainer({ ...model, config: without })).toThrow("give the config a pad_token_id");
});
