import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Tokenizer } from "@llm-course/tokenizers";
import {
  buildModel,
  dataCollatorForSeq2Seq,
  type Example,
  type ModelConfig,
  type Seq2SeqTrainingOptions,
  saveModel,
  Trainer,
} from "@llm-course/training";
import type { TrainContext, Weights } from "../zoo/recipe.ts";
import { trainToEnd } from "../zoo/train-to-end.ts";

const task = "seq2seq-lm";

/** A text, and what is to be written for it. */
export interface TextPair {
  readonly source: string;
  readonly target: string;
}

export interface EncoderDecoderSettings {
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  /** Tokens of a source and of a target, at most; what is longer is cut. */
  readonly lengths: { readonly source: number; readonly target: number };
  readonly args: Seq2SeqTrainingOptions;
  /** Which parameters are trained and given. Default: all. */
  readonly trainable?: (parameter: string) => boolean;
}

/** Trains from the weights given, on the pairs, and from the context's last checkpoint where there is one. */
export async function trainEncoderDecoder(
  { config, tokenizer, lengths, args, trainable = () => true }: EncoderDecoderSettings,
  weights: ReadonlyMap<string, Float32Array>,
  pairs: readonly TextPair[],
  context: TrainContext,
): Promise<Weights> {
  await mkdir(context.folder, { recursive: true });
  const network = buildModel(config, { task, labels: true, dropout: true });
  const trainer = new Trainer({
    model: { network, config, weights, task, trainable },
    args: {
      ...{ outputDir: context.folder, seed: context.seed, groupByLength: true },
      ...{ weightDecay: 0.01, adamBeta2: 0.98, lrSchedulerType: "cosine", warmupRatio: 0.05 },
      ...{ saveStrategy: "steps", saveSteps: 500, saveTotalLimit: 1, loggingSteps: 100 },
      ...args,
    },
    trainDataset: pairs.map((pair) => encoded(pair, tokenizer, config, lengths)),
    dataCollator: dataCollatorForSeq2Seq({ padTokenId: Number(config.pad_token_id) }),
    callbacks: context.callbacks,
  });
  return trainToEnd(trainer, context, trainable);
}

function encoded(
  { source, target }: TextPair,
  tokenizer: Tokenizer,
  { decoder_start_token_id: start }: ModelConfig,
  lengths: EncoderDecoderSettings["lengths"],
): Example {
  const labels = [...tokenizer.encode(target).ids];
  // What a decoder begins with is no label.
  return {
    input_ids: cut(tokenizer.encode(source).ids, lengths.source),
    labels: cut(labels[0] === start ? labels.slice(1) : labels, lengths.target),
  };
}

/** The last token, the end, stays. */
function cut(ids: readonly number[], length: number): number[] {
  return ids.length <= length ? [...ids] : [...ids.slice(0, length - 1), ids.at(-1) as number];
}

export interface AssembledEncoderDecoder {
  readonly config: ModelConfig;
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** A tokenizer.json. */
  readonly tokenizer: string;
  readonly tokenizerConfig: Readonly<Record<string, unknown>>;
  /** Of generation, besides the config's. */
  readonly generation?: Readonly<Record<string, unknown>>;
}

/** Writes a folder that transformers.js loads. */
export async function writeEncoderDecoder(
  folder: string,
  { config, weights, tokenizer, tokenizerConfig, generation = {} }: AssembledEncoderDecoder,
): Promise<void> {
  await saveModel(folder, { config, task, weights });
  await copyFile(tokenizer, join(folder, "tokenizer.json"));
  await writeJson(join(folder, "tokenizer_config.json"), {
    ...{ tokenizer_class: "PreTrainedTokenizerFast", clean_up_tokenization_spaces: false },
    ...tokenizerConfig,
  });
  const settings = join(folder, "generation_config.json");
  await writeJson(settings, { ...JSON.parse(await readFile(settings, "utf8")), ...generation });
}

const writeJson = (path: string, value: object) => writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
