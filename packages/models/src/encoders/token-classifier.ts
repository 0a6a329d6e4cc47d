import { AutoModelForTokenClassification, Tensor } from "@huggingface/transformers";
import { AutoTokenizer } from "@llm-course/tokenizers";
import {
  dataCollatorForTokenClassification,
  type LoraSettings,
  type TrainingOptions,
} from "@llm-course/training";
import type { TaggedWords } from "../corpora/tagged-text.ts";
import type { CardText, Recipe, Score, StandIn } from "../zoo/recipe.ts";
import { type Base, ensureBase } from "./base.ts";
import { type EncoderSettings, writeEncoder } from "./encoder-model.ts";
import { mergedTokens } from "./merged-tokens.ts";
import { trainEncoder } from "./train-encoder.ts";

export interface TokenClassifierOptions {
  readonly name: string;
  readonly version: number;
  readonly standsInFor: readonly StandIn[];
  readonly card: CardText;
  readonly labels: readonly string[];
  /** Default: "uncased" */
  readonly base?: Base;
  readonly lora: LoraSettings;
  readonly args: TrainingOptions;
  readonly train: (seed: number) => Promise<TaggedWords[]>;
  readonly tests: Readonly<Record<string, () => Promise<TaggedWords[]>>>;
  readonly metric: { readonly name: string; of(predictions: string[][], references: string[][]): number };
  /** A rule that was made from the training's sentences, to compare with. */
  readonly baseline: {
    readonly name: string;
    make(train: TaggedWords[]): (words: readonly string[]) => string[];
  };
  readonly bar: number;
  readonly inputs: readonly string[];
}

const task = "token-classification" as const;
const ignored = -100;

/** A recipe for MiniLM with adapters and the head of `BertForTokenClassification`: a word's tag is at its first token. */
export function tokenClassifier(options: TokenClassifierOptions): Recipe {
  const { name, version, standsInFor, card, labels, lora, tests, metric, bar, inputs } = options;
  const settings: EncoderSettings = {
    ...{ task, ...(options.base && { base: options.base }), lora: { taskType: "TOKEN_CLS", ...lora } },
    config: { id2label: Object.fromEntries(labels.entries()) },
  };
  return {
    ...{ name, version, task, standsInFor, card },
    async texts() {
      const heldOut = await Promise.all(Object.values(tests).map((read) => read()));
      const joined = ({ words }: TaggedWords) => words.join(" ");
      return { train: (await options.train(1)).map(joined), heldOut: heldOut.flat().map(joined) };
    },
    async train(context) {
      const sentences = await options.train(context.seed);
      const encoded = await encode(
        options.base,
        sentences.map(({ words }) => words),
      );
      const trainDataset = encoded.map(({ ids, words }, i) => ({
        input_ids: ids,
        token_type_ids: ids.map(() => 0),
        labels: words.map((word, place) =>
          word === null || word === words[place - 1]
            ? ignored
            : labels.indexOf(sentences[i]?.tags[word] ?? "O"),
        ),
      }));
      const dataCollator = dataCollatorForTokenClassification({ padTokenId: 0 });
      return trainEncoder(
        settings,
        { trainDataset, dataCollator, args: { perDeviceTrainBatchSize: 32, ...options.args } },
        context,
      );
    },
    assemble: (weights, folder) => writeEncoder(settings, weights, folder),
    async evaluate(folder) {
      const scores: Score[] = [];
      const rule = options.baseline.make(await options.train(1));
      for (const [dataset, read] of Object.entries(tests)) {
        const sentences = await read();
        const references = sentences.map(({ tags }) => [...tags]);
        const value = metric.of(
          await tag(
            folder,
            options.base,
            labels,
            sentences.map(({ words }) => words),
          ),
          references,
        );
        const simple = metric.of(
          sentences.map(({ words }) => rule(words)),
          references,
        );
        scores.push({
          ...{ dataset, metric: metric.name, value, count: sentences.length },
          baseline: { name: options.baseline.name, value: simple },
          ...(dataset === "test" && { bar }),
        });
      }
      return scores;
    },
    inputs,
    respond: (folder) => mergedTokens(folder, inputs),
  };
}

interface EncodedWords {
  readonly ids: number[];
  /** The word of each token, null of special ones. */
  readonly words: (number | null)[];
}

async function encode(
  base: Base | undefined,
  sentences: readonly (readonly string[])[],
): Promise<EncodedWords[]> {
  const tokenizer = await AutoTokenizer.fromPretrained(await ensureBase(base));
  const encoding = await tokenizer(
    sentences.map((words) => [...words]),
    { isSplitIntoWords: true, truncation: true, maxLength: 128 },
  );
  return encoding.input_ids.map((ids, i) => ({ ids, words: encoding.wordIds(i) }));
}

/** By transformers.js. Words beyond what the model reads are "O". */
async function tag(
  folder: string,
  base: Base | undefined,
  labels: readonly string[],
  sentences: readonly (readonly string[])[],
): Promise<string[][]> {
  const model = await AutoModelForTokenClassification.from_pretrained(folder, {
    ...{ dtype: "fp32", local_files_only: true },
  });
  const tagged: string[][] = [];
  for (const [i, { ids, words }] of (await encode(base, sentences)).entries()) {
    const int64 = (values: number[]) =>
      new Tensor("int64", BigInt64Array.from(values, BigInt), [1, ids.length]);
    const { logits } = await model({
      input_ids: int64(ids),
      attention_mask: int64(ids.map(() => 1)),
      token_type_ids: int64(ids.map(() => 0)),
    });
    const rows = logits.tolist()[0] as number[][];
    tagged.push(
      (sentences[i] as readonly string[]).map((_, word) => {
        const row = rows[words.indexOf(word)];
        return row ? (labels[row.indexOf(Math.max(...row))] as string) : "O";
      }),
    );
  }
  await model.dispose();
  return tagged;
}
