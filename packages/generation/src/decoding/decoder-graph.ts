import type { Tensor } from "onnxruntime-node";
import { appendedOutput } from "../fusion/fuse-attention.ts";
import {
  type CacheEntry,
  cacheEntries,
  inputNames,
  requireInputs,
  vocabularyOf,
  type Weights,
  weightInputs,
} from "./graph-inputs.ts";
import type { GraphSession } from "./graph-session.ts";

/** An open decoder graph, and how it is fed. */
export interface DecoderGraph {
  readonly session: GraphSession;
  readonly weights: Readonly<Record<string, Tensor>>;
  readonly cache: readonly CacheEntry[];
  /** Whether it gives keys and values of the new tokens only. */
  readonly appends: boolean;
  /** Whether it can be told what is padding. */
  readonly takesMask: boolean;
  /** Whether rows may begin with padding. */
  readonly takesPadding: boolean;
  readonly takesPositions: boolean;
  /** Whether it can be told to give the logits of the last position only. */
  readonly takesLogitsToKeep: boolean;
  readonly vocabSize: number;
}

const fed = ["input_ids", "attention_mask", "position_ids", "num_logits_to_keep"];

/**
 * Finds the cache of a decoder in its inputs and outputs, and a weight for each other input.
 *
 * @param configuredVocabSize the config's, for a graph that does not say
 * @throws DecoderGraphError for a graph that cannot be fed as a decoder
 * @throws MissingWeightError or WeightMismatchError for an input without a fitting weight
 */
export function decoderGraph(
  session: GraphSession,
  weights: Weights,
  configuredVocabSize?: number,
): Omit<DecoderGraph, "takesPadding"> {
  requireInputs(session, "a decoder", ["input_ids"]);
  const cache = cacheEntries(session);
  const vocabSize = vocabularyOf(session, configuredVocabSize);
  const names = inputNames(session);
  return {
    session,
    weights: weightInputs(session, weights, fed),
    cache,
    appends: cache.every(({ present }) => present.startsWith(`${appendedOutput}.`)),
    takesMask: names.includes("attention_mask"),
    takesPositions: names.includes("position_ids"),
    takesLogitsToKeep: names.includes("num_logits_to_keep"),
    vocabSize,
  };
}
