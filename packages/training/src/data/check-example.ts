import { z } from "zod";
import type { Task } from "../architectures/architecture.ts";
import { labelFields, labelSettings } from "../architectures/label-settings.ts";
import type { ModelConfig } from "../checkpoints/read-config.ts";
import { ExampleError, LabelError, SequenceLengthError } from "./errors.ts";
import { type Example, type Feature, isSequence } from "./example.ts";

/** What a model takes, as far as its config tells. */
export interface ExampleLimits {
  /** Token ids are below it. */
  readonly vocabSize: number | undefined;
  /** The longest sequence. */
  readonly positions: number | undefined;
  /** Labels that are classes are below it; −100 does not count. */
  readonly classes: number | undefined;
  /** One for an example, one for each token, those of another text, no longer than `positions`, or so many numbers. */
  readonly labels: "one" | "tokens" | "text" | number | undefined;
}

const sizes = z.looseObject({
  model_type: z.string().optional(),
  vocab_size: z.int().optional(),
  max_position_embeddings: z.int().optional(),
  n_positions: z.int().optional(),
  pad_token_id: z.int().nullish(),
  ...labelFields,
});

/** Models with a table of positions; others compute them, for any length. */
const positionTables = new Set(["bert", "distilbert", "roberta", "gpt2", "bart", "mbart"]);

/** The limits of a model for a task. */
export function exampleLimits(config: ModelConfig, task: Task | undefined): ExampleLimits {
  const settings = sizes.parse(config);
  const { vocab_size: vocabSize, model_type: type = "" } = settings;
  const rows = settings.max_position_embeddings ?? settings.n_positions;
  // RoBERTa counts positions from the one after padding on.
  const unused = type === "roberta" ? (settings.pad_token_id ?? 1) + 1 : 0;
  const positions = positionTables.has(type) && rows !== undefined ? rows - unused : undefined;
  const common = { vocabSize, positions, classes: undefined, labels: undefined };
  if (task === "causal-lm" || task === "masked-lm")
    return { ...common, classes: vocabSize, labels: "tokens" };
  if (task === "seq2seq-lm") return { ...common, classes: vocabSize, labels: "text" };
  const classifies = ["sequence-classification", "token-classification", "image-classification"] as const;
  if (!classifies.some((each) => each === task)) return common;
  const { numLabels, problemType } = labelSettings(type, settings);
  if (task === "token-classification") return { ...common, classes: numLabels, labels: "tokens" };
  if (problemType === "single_label_classification") return { ...common, classes: numLabels, labels: "one" };
  return { ...common, labels: numLabels === 1 ? "one" : numLabels };
}

/**
 * Checks an example before it goes into a batch, where an error could no longer say which one it was.
 *
 * @param position of the example in the batch
 * @throws SequenceLengthError, LabelError, or ExampleError for a token that is not in the vocabulary
 */
export function checkExample(example: Example, position: number, limits: ExampleLimits): void {
  const { input_ids: ids } = example;
  const tokens = isSequence(ids) ? ids : undefined;
  const { positions, vocabSize } = limits;
  if (tokens && positions !== undefined && tokens.length > positions) {
    const problem = `expected at most ${positions} tokens, as many as the model has positions; truncate when tokenizing, given`;
    throw new SequenceLengthError({ key: "input_ids", problem, value: tokens.length }, position);
  }
  if (tokens && vocabSize !== undefined)
    for (let i = 0; i < tokens.length; i++)
      if (isOutside(tokens[i], 0, vocabSize)) {
        const problem = `expected tokens from 0 to ${vocabSize - 1}, the model's vocabulary; use the tokenizer that belongs to it, given at ${i}`;
        throw new ExampleError({ key: "input_ids", problem, value: tokens[i] }, position);
      }
  for (const key of ["labels", "label", "label_ids"])
    if (example[key] !== undefined)
      checkLabels(key, example[key], { position, limits, tokens: tokens?.length });
}

interface LabelContext {
  readonly position: number;
  readonly limits: ExampleLimits;
  readonly tokens: number | undefined;
}

function checkLabels(key: string, value: Feature, { position, limits, tokens }: LabelContext): void {
  const { classes, labels, positions } = limits;
  const fail = (problem: string, wrong: unknown): never => {
    throw new LabelError({ key, problem, value: wrong }, position);
  };
  const given = isSequence(value) ? value.length : undefined;
  if (labels === "one" && given !== undefined && given !== 1) fail("expected one label, given", value);
  if (labels === "tokens" && tokens !== undefined && given !== tokens)
    fail(`expected ${tokens} labels, one for each of input_ids, given`, given ?? value);
  if (labels === "text" && positions !== undefined && given !== undefined && given > positions) {
    const problem = `expected at most ${positions} labels, as many as the decoder has positions; truncate when tokenizing, given`;
    throw new SequenceLengthError({ key, problem, value: given }, position);
  }
  if (typeof labels === "number" && given !== labels)
    fail(`expected ${labels} labels, one for each of the model's, given`, given ?? value);
  if (classes === undefined) return;
  const all = isSequence(value) ? value : [value];
  for (let i = 0; i < all.length; i++)
    if (all[i] !== -100 && isOutside(all[i], 0, classes))
      fail(
        `expected 0 to ${classes - 1}, or -100 where it does not count; given${isSequence(value) ? ` at ${i}` : ""}`,
        all[i],
      );
}

/** Whether it is a number, but no whole one from `low` to below `high`; text and nested lists are the collator's. */
function isOutside(value: Feature, low: number, high: number): boolean {
  if (typeof value === "bigint") return value < low || value >= high;
  return typeof value === "number" && (!Number.isInteger(value) || value < low || value >= high);
}
