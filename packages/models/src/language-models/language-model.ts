import { join } from "node:path";
import { Tokenizer } from "@llm-course/tokenizers";
import {
  buildModel,
  defaultDataCollator,
  initializeWeights,
  saveModel,
  Trainer,
  type TrainingOptions,
} from "@llm-course/training";
import type { CardText, Recipe, Score, StandIn } from "../zoo/recipe.ts";
import { trainToEnd, valuesOf } from "../zoo/train-to-end.ts";
import { continueTexts } from "./continue-texts.ts";
import { growingBlocks } from "./growing-blocks.ts";
import { KneserNey } from "./kneser-ney.ts";
import { modelLogProbabilities } from "./model-log-probabilities.ts";
import { belowOf, perplexityOf } from "./perplexity.ts";
import { tokenStream } from "./token-stream.ts";
import { endId, trainTokenizer, writeTokenizer } from "./train-tokenizer.ts";

export interface LanguageModelOptions {
  readonly name: string;
  readonly version: number;
  readonly standsInFor: readonly StandIn[];
  readonly card: CardText;
  readonly config: LlamaSettings;
  readonly args: TrainingOptions;
  /** Tokens of the blocks of each epoch. */
  readonly lengths: readonly number[];
  readonly train: () => Promise<readonly string[]>;
  /** By the name the card gives them; never trained on. Below the n-gram model's perplexity is the aim for "test". */
  readonly tests: Readonly<Record<string, () => Promise<readonly string[]>>>;
  readonly inputs: readonly string[];
  /** Of the answers in the card. */
  readonly maxNewTokens: number;
}

export interface LlamaSettings {
  readonly vocab_size: number;
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly max_position_embeddings: number;
  readonly initializer_range: number;
}

export const task = "causal-lm";

/** A recipe for a small Llama that is trained from nothing, with a tokenizer of its own. */
export function languageModel(options: LanguageModelOptions): Recipe {
  const { name, version, standsInFor, card, inputs, tests } = options;
  const config = llamaConfig(options.config);
  const { vocab_size: vocabSize, max_position_embeddings: maxLength } = config;
  return {
    ...{ name, version, task: "text-generation", standsInFor, card, stored: "Q8", inputs },
    async texts() {
      const heldOut = await Promise.all(Object.values(tests).map((read) => read()));
      return { train: await options.train(), heldOut: heldOut.flat() };
    },
    async train(context) {
      const texts = await options.train();
      const tokenizer = await trainTokenizer(name, texts, vocabSize);
      const { seed, folder, callbacks } = context;
      const { lengths, args } = options;
      const blocks = growingBlocks(tokenStream(tokenizer, texts, endId), { lengths, batchSize, seed });
      const network = buildModel(config, { task, labels: true });
      const trainer = new Trainer({
        model: { network, config, weights: initializeWeights(config, { task, seed }), task },
        args: {
          ...{ outputDir: folder, seed, maxSteps: blocks.maxSteps, perDeviceTrainBatchSize: batchSize },
          ...{ saveSteps: 1000, saveTotalLimit: 1, loggingSteps: 200, ...args },
        },
        trainDataset: blocks,
        dataCollator: defaultDataCollator,
        callbacks,
      });
      return trainToEnd(trainer, context);
    },
    async assemble(weights, folder) {
      await saveModel(folder, { config, task, weights: valuesOf(weights) });
      await writeTokenizer(folder, name, { maxLength });
    },
    async evaluate(folder) {
      const tokenizer = await Tokenizer.fromFile(join(folder, "tokenizer.json"));
      const ngrams = new KneserNey(tokenStream(tokenizer, await options.train(), endId), { vocabSize });
      const scores: Score[] = [];
      for (const [dataset, read] of Object.entries(tests)) {
        const tokens = tokenStream(tokenizer, await read(), endId);
        const [found] = await modelLogProbabilities(folder, [tokens], { maxLength });
        const baseline = perplexityOf(ngrams.logProbabilities(tokens).subarray(1));
        scores.push({
          ...{ dataset, metric: "perplexity", value: perplexityOf((found as Float64Array).subarray(1)) },
          ...{ count: tokens.length - 1, baseline: { name: "5-gram", value: baseline } },
          ...(dataset === "test" && { bar: belowOf(baseline) }),
        });
      }
      return scores;
    },
    respond: (folder, texts) => continueTexts(folder, texts, options.maxNewTokens),
  };
}

const batchSize = 8;

export function llamaConfig(settings: LlamaSettings) {
  return {
    ...{ model_type: "llama", tie_word_embeddings: true, ...settings },
    ...{ bos_token_id: endId, eos_token_id: endId, pad_token_id: endId },
  };
}
