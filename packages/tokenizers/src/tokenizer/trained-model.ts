import { ArgumentError } from "../errors.ts";
import { modelJson } from "../models/json.ts";
import type { Model, ModelJson } from "../models/model.ts";
import type { AddedTokenLike } from "./added-token.ts";

/** What training gives: the section `model` of a tokenizer.json, and tokens to add. */
export interface TrainedJson {
  readonly model: { readonly type: string };
  readonly specialTokens: readonly AddedTokenLike[];
}

/** Learns a model from words and how often each occurs, as in `(words) => trainBpe(words, { vocabSize: 25_000 })`. */
export type Trainer = (wordCounts: ReadonlyMap<string, number>) => TrainedJson;

/** What training has no opinion on, by type of model. A Unigram model is all new. */
const keptOptions: Readonly<Record<string, readonly string[]>> = {
  BPE: ["dropout", "unk_token", "fuse_unk", "byte_fallback", "ignore_merges"],
  WordPiece: ["unk_token", "max_input_chars_per_word"],
  WordLevel: ["unk_token"],
  Unigram: [],
};

/**
 * A model with what was learnt, and otherwise like the one before.
 *
 * @throws ArgumentError if it is of another type
 */
export function trainedModel(model: Model, trained: { readonly type: string }): Model {
  const json = model.toJson();
  if (json.type !== trained.type)
    throw new ArgumentError(
      `a trainer for the tokenizer's model expected, which is ${json.type}`,
      trained.type,
    );
  const kept = (keptOptions[json.type] ?? []).map((option) => [option, json[option]]);
  return modelJson.parse({ ...trained, ...Object.fromEntries(kept) } satisfies ModelJson);
}
