import type { GraphBuilder } from "@llm-course/onnx";

/** What the layers of a decoder share. */
export interface DecoderInputs {
  /** int64 [batch_size, sequence_length] */
  readonly inputIds: string;
  /** int64 [batch_size, sequence_length], or with a cache [batch_size, total_sequence_length]: 1 for a token, 0 for padding. */
  readonly attentionMask: string;
  /** int64 [batch_size, sequence_length] */
  readonly positions: string;
  /** float32 [batch_size, 1, 1, sequence_length, total_sequence_length], added to the scores of all heads. */
  readonly mask: string;
  /** Whether keys and values of earlier tokens are inputs, and those of all tokens outputs. */
  readonly cache: boolean;
}

/**
 * The inputs of a decoder.
 *
 * With a cache they are those transformers.js feeds, `position_ids` among them. Without one a token's position
 * is the number of tokens before it in its sequence. So padding on either side changes nothing; padding on the
 * right gives the positions 0, 1, … that Hugging Face's models default to.
 */
export function decoderInputs(g: GraphBuilder, cache: boolean): DecoderInputs {
  const tokens = ["batch_size", "sequence_length"];
  const inputIds = g.input("input_ids", "int64", tokens);
  const seen = ["batch_size", cache ? "total_sequence_length" : "sequence_length"];
  const attentionMask = g.input("attention_mask", "int64", seen);
  const positions = cache ? g.input("position_ids", "int64", tokens) : countedPositions(g, attentionMask);
  return { inputIds, attentionMask, positions, mask: causalMask(g, inputIds, attentionMask), cache };
}

/** How many tokens come before each: max(cumsum(mask) − 1, 0). */
function countedPositions(g: GraphBuilder, attentionMask: string): string {
  const count = g.add("CumSum", [attentionMask, g.ints(1)]);
  return g.add("Max", [g.add("Sub", [count, g.ints(1)]), g.ints(0)]);
}

/** 0 where a query may see a key, that is a token not after it; the lowest float32 elsewhere. */
function causalMask(g: GraphBuilder, inputIds: string, attentionMask: string): string {
  const length = (ids: string) => g.add("Squeeze", [g.add("Shape", [ids], { start: 1, end: 2 })]);
  const total = length(attentionMask);
  const range = (start: string) => g.add("Range", [start, total, g.ints(1)]);
  const keys = range(g.ints(0));
  const queries = g.add("Unsqueeze", [range(g.add("Sub", [total, length(inputIds)])), g.ints([1])]);
  const notAfter = g.add("LessOrEqual", [keys, queries]);
  const isToken = g.add("Greater", [g.add("Unsqueeze", [attentionMask, g.ints([1, 2, 3])]), g.ints(0)]);
  const visible = g.add("And", [notAfter, isToken]);
  return g.add("Where", [visible, g.scalar(0), g.scalar(lowestFloat32)]);
}

// Infinity would make a row of padding, which sees nothing, NaN.
const lowestFloat32 = -3.4028234663852886e38;
