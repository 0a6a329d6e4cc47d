import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bindWeights, type StoredTensor, storedTensor, writeOnnx } from "@llm-course/onnx";
import {
  addLora,
  buildModel,
  initializeLora,
  type LoadedModel,
  type LoraNetwork,
  type LoraSettings,
  loadModel,
  mergeAndUnload,
  type Task,
  type TrainerModel,
} from "@llm-course/training";
import type { Weights } from "../zoo/recipe.ts";
import { valuesOf } from "../zoo/train-to-end.ts";
import { type Base, ensureBase } from "./base.ts";
import { linkSharedEncoder } from "./shared-encoder.ts";

export interface EncoderSettings {
  readonly task: Task;
  /** Default: "uncased" */
  readonly base?: Base;
  /** Replaces settings of MiniLM's, such as `id2label`. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly lora: LoraSettings;
}

export interface EncoderToTrain extends TrainerModel {
  readonly trainable: (parameter: string) => boolean;
}

/** MiniLM with adapters and a new head, for a trainer. */
export async function encoderToTrain(settings: EncoderSettings, seed: number): Promise<EncoderToTrain> {
  const { base, lora } = await adapted(settings, seed, { labels: true, dropout: true });
  return {
    network: lora.network,
    config: base.config,
    task: settings.task,
    weights: new Map([...base.weights, ...initializeLora(lora, { seed })]),
    trainable: lora.trainable,
  };
}

/**
 * Writes a folder that transformers.js loads: MiniLM with the adapters in its weights. Weights that no adapter changed are
 * in a file that all such folders share.
 *
 * @param trained what `encoderToTrain` trains
 */
export async function writeEncoder(
  settings: EncoderSettings,
  trained: Weights,
  folder: string,
): Promise<void> {
  const { base, lora } = await adapted(settings, 0, {});
  const values = new Map([...base.weights, ...valuesOf(trained)]);
  const { weights } = mergeAndUnload(lora, values);
  const network = buildModel(base.config, { task: settings.task });
  const tensors = new Map<string, StoredTensor>(
    [...network.parameters].map(([name, shape]) => [
      name,
      storedTensor("F32", shape, weights.get(name) as Float32Array),
    ]),
  );
  await mkdir(join(folder, "onnx"));
  const shared = await linkSharedEncoder(
    settings.base ?? "uncased",
    join(folder, "onnx"),
    "model.onnx_data_1",
  );
  const changed = new Set([...trained.keys(), ...[...lora.modules.values()].map(({ weight }) => weight)]);
  const places = [...network.parameters.keys()].flatMap((name) => {
    const place = changed.has(name) ? undefined : shared.get(name.replace(/^bert\./, ""));
    return place ? [[name, place] as const] : [];
  });
  const model = await bindWeights(network, tensors);
  await writeOnnx(join(folder, "onnx", "model.onnx"), model, { externalData: true, places: new Map(places) });
  const source = await ensureBase(settings.base);
  for (const file of ["tokenizer.json", "tokenizer_config.json"])
    await copyFile(join(source, file), join(folder, file));
  const architectures = [`BertFor${classes[settings.task] ?? ""}`];
  const config = {
    ...base.config,
    architectures,
    "transformers.js_config": { use_external_data_format: { "model.onnx": 2 } },
  };
  await writeFile(join(folder, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
}

const classes: Partial<Record<Task, string>> = {
  "sequence-classification": "SequenceClassification",
  "token-classification": "TokenClassification",
  "question-answering": "QuestionAnswering",
  "masked-lm": "MaskedLM",
};

async function adapted(
  { task, base: name, config, lora }: EncoderSettings,
  seed: number,
  build: { labels?: boolean; dropout?: boolean },
): Promise<{ base: LoadedModel; lora: LoraNetwork }> {
  const source = await ensureBase(name);
  const base = await loadModel(source, { task, ...build, seed, ...(config && { config }) });
  return { base, lora: await addLora(base.network, lora) };
}
