import type { InferenceSession, Tensor } from "onnxruntime-node";
import { appendedOutput } from "../fusion/fuse-attention.ts";
import {
  type CacheEntry,
  cacheEntries,
  requireInputs,
  vocabularyOf,
  type Weights,
  weightInputs,
} from "./graph-inputs.ts";

/** An open decoder graph, and how it is fed. */
export interface DecoderGraph {
  readonly session: InferenceSession;
  readonly weights: Readonly<Record<string, Tensor>>;
  readonly cache: readonly CacheEntry[];
  /** Whether it gives keys and values of the new tokens only. */
  readonly appends: boolean;
  readonly takesPositions: boolean;
  /** Whether it can be told to give the logits of the last position only. */
  readonly takesLogitsToKeep: boolean;
  readonly vocabSize: number;
}

const fed = ["input_ids", "attention_mask", "position_ids", "num_logits_to_keep"];

/**
 * Finds the cache of a decoder in its inputs and outputs, and a weight for each other input.
 *
 * @throws DecoderGraphError for a graph that cannot be fed as a decoder
 * @throws MissingWeightError or WeightMismatchError for an input without a fitting weight
 */
export function decoderGraph(session: InferenceSession, weights: Weights): DecoderGraph {
  requireInputs(session, "a decoder", ["input_ids", "attention_mask"]);
  const cache = cacheEntries(session);
  const vocabSize = vocabularyOf(session);
  return {
    session,
    weights: weightInputs(session, weights, fed),
    cache,
    appends: cache.every(({ present }) => present.startsWith(`${appendedOutput}.`)),
    takesPositions: session.inputNames.includes("position_ids"),
    takesLogitsToKeep: session.inputNames.includes("num_logits_to_keep"),
    vocabSize,
  };
}
