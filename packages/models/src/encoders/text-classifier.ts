import { AutoModelForSequenceClassification, AutoTokenizer as Transformers } from "@huggingface/transformers";
import { accuracy, f1 } from "@llm-course/evaluate";
import { AutoTokenizer } from "@llm-course/tokenizers";
import { dataCollatorWithPadding, type LoraSettings, type TrainingOptions } from "@llm-course/training";
import { z } from "zod";
import { writtenRows } from "../corpora/written-data.ts";
import { ensureMiniLm } from "../ensure-mini-lm.ts";
import type { CardText, Recipe, Score, StandIn } from "../zoo/recipe.ts";
import { writeEncoder } from "./encoder-model.ts";
import { trainEncoder } from "./train-encoder.ts";

/** A text, or two, and what it is. */
export interface LabelledText {
  readonly text: string;
  readonly pair?: string;
  readonly label: string;
}

export interface TextClassifierOptions {
  readonly name: string;
  readonly version: number;
  readonly standsInFor: readonly StandIn[];
  readonly card: CardText;
  /** In the order of their numbers. */
  readonly labels: readonly string[];
  readonly lora: LoraSettings;
  readonly args: TrainingOptions;
  /** Longer ones are cut, in tokens. Default: 128 */
  readonly maxLength?: number;
  readonly train: () => Promise<LabelledText[]>;
  /** By the name the card gives them; never trained on. */
  readonly tests: Readonly<Record<string, () => Promise<LabelledText[]>>>;
  readonly metric: "accuracy" | "macro F1";
  /** For "test". */
  readonly bar: number;
  readonly inputs: readonly (string | readonly [string, string])[];
}

const task = "sequence-classification";

/** A recipe for MiniLM with adapters and the head of `BertForSequenceClassification`. */
export function textClassifier(options: TextClassifierOptions): Recipe {
  const { name, version, standsInFor, card, labels, lora, inputs, tests, metric, bar } = options;
  const id2label = Object.fromEntries(labels.entries());
  const settings = { task, lora: { taskType: "SEQ_CLS", ...lora }, config: { id2label } } as const;
  const asRow = (input: string | readonly [string, string]) =>
    typeof input === "string" ? { text: input } : { text: input[0], pair: input[1] };
  return {
    ...{ name, version, task: "text-classification", standsInFor, card },
    async texts() {
      const heldOut = await Promise.all(Object.values(tests).map((read) => read()));
      const joined = ({ text, pair }: LabelledText) => (pair === undefined ? text : `${text} ${pair}`);
      return { train: (await options.train()).map(joined), heldOut: heldOut.flat().map(joined) };
    },
    async train(context) {
      const tokenizer = await AutoTokenizer.fromPretrained(await ensureMiniLm());
      const rows = await options.train();
      const pairs = rows.some(({ pair }) => pair !== undefined);
      const { input_ids, token_type_ids } = await tokenizer(
        rows.map(({ text }) => text),
        {
          ...(pairs && { textPair: rows.map(({ pair = "" }) => pair) }),
          ...{ truncation: true, maxLength: options.maxLength ?? 128 },
        },
      );
      const trainDataset = rows.map(({ label }, i) => ({
        input_ids: input_ids[i] as number[],
        token_type_ids: token_type_ids?.[i] as number[],
        label: labels.indexOf(label),
      }));
      const dataCollator = dataCollatorWithPadding({ padTokenId: 0 });
      return trainEncoder(settings, { trainDataset, dataCollator, args: options.args }, context);
    },
    assemble: (weights, folder) => writeEncoder(settings, weights, folder),
    async evaluate(folder) {
      const scores: Score[] = [];
      for (const [dataset, read] of Object.entries(tests)) {
        const rows = await read();
        const predictions = (await classify(folder, labels, rows)).map(({ label }) => label);
        const references = rows.map(({ label }) => label);
        const score = (given: string[]) => measure(metric, given, references, labels);
        const common = mostFrequent(references);
        scores.push({
          ...{ dataset, metric, value: score(predictions), count: rows.length },
          baseline: { name: `always ${common}`, value: score(references.map(() => common)) },
          ...(dataset === "test" && { bar }),
        });
      }
      return scores;
    },
    inputs: inputs.map((input) => (typeof input === "string" ? input : input.join(" / "))),
    async respond(folder) {
      const answers = await classify(folder, labels, inputs.map(asRow));
      return answers.map(({ label, score }) => `${label} (${score.toFixed(2)})`);
    },
  };
}

const labelled = z.object({ text: z.string(), label: z.string() });

/** Rows of `datasets/`. */
export function labelledTexts(dataset: string, ...files: readonly string[]): () => Promise<LabelledText[]> {
  return async () => (await Promise.all(files.map((file) => writtenRows(dataset, file, labelled)))).flat();
}

function measure(
  metric: "accuracy" | "macro F1",
  predictions: string[],
  references: string[],
  labels: readonly string[],
): number {
  if (metric === "accuracy") return accuracy({ predictions, references }).accuracy;
  return f1({ predictions, references }, { average: "macro", labels: [...labels] }).f1 as number;
}

function mostFrequent(labels: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

/** By transformers.js, as a pipeline does it. */
async function classify(
  folder: string,
  labels: readonly string[],
  rows: readonly Omit<LabelledText, "label">[],
): Promise<{ label: string; score: number }[]> {
  const tokenizer = await Transformers.from_pretrained(folder, { local_files_only: true });
  const model = await AutoModelForSequenceClassification.from_pretrained(folder, {
    ...{ dtype: "fp32", local_files_only: true },
  });
  const answers: { label: string; score: number }[] = [];
  for (const { text, pair } of rows) {
    const inputs = tokenizer([text], { truncation: true, ...(pair !== undefined && { text_pair: [pair] }) });
    const { logits } = await model(inputs);
    const probabilities = softmax(logits.data as Float32Array);
    const score = Math.max(...probabilities);
    answers.push({ label: labels[probabilities.indexOf(score)] as string, score });
  }
  await model.dispose();
  return answers;
}

function softmax(logits: Float32Array): number[] {
  const most = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = powers.reduce((total, power) => total + power);
  return powers.map((power) => power / sum);
}
