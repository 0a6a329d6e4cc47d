import { dataTypes, type GraphBuilder } from "@llm-course/onnx";
import { type Intermediates, noIntermediates } from "./intermediates.ts";

/** What the layers and heads of a decoder share. */
export interface DecoderInputs {
  /** int64 [batch_size, sequence_length] */
  readonly inputIds: string;
  /** float32 [batch_size, sequence_length]: how many tokens come before each. */
  readonly positions: string;
  /** float32 [batch_size, total_sequence_length]: the position of each token that can be seen, huge for padding. */
  readonly visiblePositions: string;
  /** float32 [batch_size, 1, 1, sequence_length, total_sequence_length], added to the scores of all heads. */
  readonly mask: string;
  /** Whether keys and values of earlier tokens are inputs, and those of all tokens outputs. */
  readonly cache: boolean;
  readonly intermediates: Intermediates;
}

/**
 * The inputs of a decoder.
 *
 * A token's position is the number of tokens before it in its sequence, so padding on either side changes nothing;
 * padding on the right gives the positions 0, 1, … that Hugging Face's models default to. With a cache the positions
 * are the input `position_ids`, which transformers.js counts in the same way.
 *
 * What is looked up and counted in floats stays on a WebGPU device, which comparisons of int64 do not.
 */
export function decoderInputs(g: GraphBuilder, cache: boolean): DecoderInputs {
  const tokens = ["batch_size", "sequence_length"];
  const inputIds = g.input("input_ids", "int64", tokens);
  const seen = ["batch_size", cache ? "total_sequence_length" : "sequence_length"];
  const attentionMask = g.input("attention_mask", "int64", seen);
  const count = g.add("CumSum", [g.add("Gather", [g.floats([0, 1]), attentionMask]), g.ints(1)]);
  const positions = cache
    ? g.add("Cast", [g.input("position_ids", "int64", tokens)], { to: dataTypes.float32 })
    : g.add("Max", [g.add("Sub", [count, g.scalar(1)]), g.scalar(0)]);
  const visiblePositions = g.add("Add", [count, g.add("Gather", [g.floats([huge, -1]), attentionMask])]);
  const mask = causalMask(g, positions, visiblePositions);
  return { inputIds, positions, visiblePositions, mask, cache, intermediates: noIntermediates() };
}

/** 0 where a query may see a key, which is a token not after it; the lowest float32 elsewhere. */
function causalMask(g: GraphBuilder, positions: string, visiblePositions: string): string {
  const keys = g.add("Unsqueeze", [visiblePositions, g.ints([1, 2, 3])]);
  const queries = g.add("Unsqueeze", [positions, g.ints([1, 2, 4])]);
  const visible = g.add("LessOrEqual", [keys, queries]);
  return g.add("Where", [visible, g.scalar(0), g.scalar(lowestFloat32)]);
}

const huge = 1e9;
// Infinity would make a row that sees nothing NaN.
const lowestFloat32 = -3.4028234663852886e38;
