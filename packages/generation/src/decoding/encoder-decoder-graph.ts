import type { Tensor } from "onnxruntime-node";
import { DecoderGraphError } from "../errors.ts";
import {
  type CacheEntry,
  cacheEntries,
  outputNames,
  requireInputs,
  vocabularyOf,
  type Weights,
  weightInputs,
} from "./graph-inputs.ts";
import type { GraphSession } from "./graph-session.ts";

/** The open graphs of an encoder and a decoder, and how they are fed. */
export interface EncoderDecoderGraph {
  readonly encoder: GraphSession;
  readonly encoderWeights: Readonly<Record<string, Tensor>>;
  readonly decoder: GraphSession;
  readonly weights: Readonly<Record<string, Tensor>>;
  readonly cache: readonly CacheEntry[];
  readonly crossCache: readonly CacheEntry[];
  readonly vocabSize: number;
}

const fedToEncoder = ["input_ids", "attention_mask"];
const fedToDecoder = ["input_ids", "encoder_hidden_states", "encoder_attention_mask", "num_logits_to_keep"];

/**
 * Finds the caches of a decoder beside an encoder, and a weight for each input that is not fed.
 *
 * @param options whether the decoder is two graphs, of the first step and of the others, and the config's `vocab_size`
 * @throws DecoderGraphError for graphs that cannot be fed as an encoder and its decoder
 * @throws MissingWeightError or WeightMismatchError for an input without a fitting weight
 */
export function encoderDecoderGraph(
  encoder: GraphSession,
  decoder: GraphSession,
  weights: Weights,
  { isSplit, configuredVocabSize }: { isSplit: boolean; configuredVocabSize: number | undefined },
): EncoderDecoderGraph {
  requireInputs(encoder, "an encoder", fedToEncoder);
  const encoded = outputNames(encoder);
  if (!encoded.includes("last_hidden_state"))
    throw new DecoderGraphError(`encoder without the output last_hidden_state, given: ${encoded}`);
  requireInputs(decoder, "a decoder beside an encoder", ["input_ids", "encoder_hidden_states"]);
  const entries = cacheEntries(decoder);
  const isCross = ({ past }: CacheEntry) => past.includes(".encoder.");
  const crossCache = entries.filter(isCross);
  if (crossCache.length > 0 && !isSplit)
    // Without it the graph could not know whether the keys and values of the encoder's states are there.
    requireInputs(decoder, "a merged decoder", ["use_cache_branch"]);
  return {
    encoder,
    encoderWeights: weightInputs(encoder, weights, fedToEncoder),
    decoder,
    weights: weightInputs(decoder, weights, fedToDecoder),
    cache: entries.filter((entry) => !isCross(entry)),
    crossCache,
    vocabSize: vocabularyOf(decoder, configuredVocabSize),
  };
}
