import { dataTypes, type GraphBuilder } from "@llm-course/onnx";
import { lowestFloat32, positionsOf } from "./encoder-inputs.ts";
import { type Intermediates, noIntermediates } from "./intermediates.ts";

/** What the encoder of an encoder-decoder reads. */
export interface SourceInputs {
  /** int64 [batch_size, encoder_sequence_length] */
  readonly inputIds: string;
  /** float32 [batch, 1, 1, sequence], added to the scores: 0 for a token, the lowest float32 for padding. */
  readonly mask: string;
  /** float32 [sequence]: 0, 1, … */
  readonly positions: string;
  /** The dimensions of `inputIds`. */
  readonly tokens: readonly [string, string];
  readonly intermediates: Intermediates;
}

/** What its decoder reads. */
export interface TargetInputs {
  /** int64 [batch_size, decoder_sequence_length] */
  readonly inputIds: string;
  /** Of the tokens in `inputIds`, and of all that there are: float32 [sequence]. */
  readonly positions: { readonly queries: string; readonly keys: string };
  /** float32 [decoder sequence, all of its tokens]: 0 where the key is not after the query. */
  readonly causalMask: string;
  /** The last states of the encoder, float32 [batch, sequence, dim]; where these are in the cache, of length 0. */
  readonly encoderStates: string;
  /** As in `SourceInputs`. */
  readonly encoderMask: string;
  /** Whether keys and values are inputs and outputs. */
  readonly cache: boolean;
  /** The dimensions of `inputIds`, and of all tokens that there are. */
  readonly tokens: readonly [string, string];
  readonly keyLength: string;
  /** The dimension of the encoder's tokens. */
  readonly sourceLength: string;
  readonly intermediates: Intermediates;
}

export const sourceTokens = ["batch_size", "encoder_sequence_length"] as const;
export const targetTokens = ["batch_size", "decoder_sequence_length"] as const;

/** The length of the decoder's tokens, those of the cache included. */
export const allTokens = "total_decoder_sequence_length";

export interface CacheSizes {
  readonly layers: number;
  readonly heads: number;
  readonly headDim: number;
}

/** The inputs of the encoder, with the names that transformers.js gives them. */
export function sourceInputs(g: GraphBuilder): SourceInputs {
  const inputIds = g.input("input_ids", "int64", sourceTokens);
  const visible = visibility(g, g.input("attention_mask", "int64", sourceTokens));
  const positions = g.add("Cast", [positionsOf(g, visible)], { to: dataTypes.float32 });
  const mask = g.add("Unsqueeze", [visible, g.ints([1, 2])]);
  return { inputIds, mask, positions, tokens: sourceTokens, intermediates: noIntermediates() };
}

/** The decoder's side of a graph with both: all tokens at once. */
export function targetInputs(
  g: GraphBuilder,
  inputIds: string,
  source: Pick<TargetInputs, "encoderStates" | "encoderMask" | "tokens">,
): TargetInputs {
  const numbers = g.add("Cast", [inputIds], { to: dataTypes.float32 });
  const places = g.add("Cast", [positionsOf(g, numbers)], { to: dataTypes.float32 });
  const positions = { queries: places, keys: places };
  const causalMask = causal(g, positions);
  const lengths = { keyLength: source.tokens[1], sourceLength: sourceTokens[1] };
  const common = { cache: false, ...lengths, intermediates: noIntermediates() };
  return { inputIds, positions, causalMask, ...source, ...common };
}

/**
 * The inputs of a decoder with a cache, as Optimum names them. In the first step its inputs `past_key_values` have length
 * 0 and `use_cache_branch` is false. After it, it is true: the encoder's states are cut to length 0, so nothing is
 * computed from them, and its keys and values are those of the cache.
 *
 * Optimum's graphs branch in an If, with all of the decoder in both branches. Without one each weight is there once.
 */
export function cachedTargetInputs(
  g: GraphBuilder,
  dim: number,
  { layers, heads, headDim }: CacheSizes,
): TargetInputs {
  const inputIds = g.input("input_ids", "int64", targetTokens);
  const visible = visibility(g, g.input("encoder_attention_mask", "int64", sourceTokens));
  const states = g.input("encoder_hidden_states", "float32", [...sourceTokens, dim]);
  for (let layer = 0; layer < layers; layer++)
    for (const side of ["decoder", "encoder"])
      for (const name of ["key", "value"])
        g.input(`past_key_values.${layer}.${side}.${name}`, "float32", [
          "batch_size",
          heads,
          `past_${side}_sequence_length`,
          headDim,
        ]);
  const useCache = g.input("use_cache_branch", "bool", [1]);
  const length = g.add("Where", [useCache, g.ints([0]), g.ints([Number.MAX_SAFE_INTEGER])]);
  const encoderStates = g.add("Slice", [states, g.ints([0]), length, g.ints([1])]);

  const past = g.add("Shape", ["past_key_values.0.decoder.key"], { start: 2, end: 3 });
  const total = g.add("Add", [past, g.add("Shape", [inputIds], { start: 1, end: 2 })]);
  const all = g.add("Range", [g.ints(0), g.add("Squeeze", [total]), g.ints(1)]);
  const keys = g.add("Cast", [all], { to: dataTypes.float32 });
  const queries = g.add("Slice", [keys, past, g.ints([Number.MAX_SAFE_INTEGER])]);
  const positions = { queries, keys };
  const encoderMask = g.add("Unsqueeze", [visible, g.ints([1, 2])]);
  const lengths = { keyLength: allTokens, sourceLength: sourceTokens[1] };
  const common = { cache: true, tokens: targetTokens, ...lengths, intermediates: noIntermediates() };
  return { inputIds, positions, causalMask: causal(g, positions), encoderStates, encoderMask, ...common };
}

/** 0 for a token, the lowest float32 for padding. */
function visibility(g: GraphBuilder, attentionMask: string): string {
  return g.add("Gather", [g.floats([lowestFloat32, 0]), attentionMask]);
}

function causal(g: GraphBuilder, { queries, keys }: TargetInputs["positions"]): string {
  const columns = g.add("Unsqueeze", [keys, g.ints([0])]);
  const rows = g.add("Unsqueeze", [queries, g.ints([1])]);
  const visible = g.add("LessOrEqual", [columns, rows]);
  return g.add("Where", [visible, g.scalar(0), g.scalar(lowestFloat32)]);
}
