import { type Dimension, dataTypes, type GraphBuilder } from "@llm-course/onnx";
import type { Intermediates } from "./intermediates.ts";

/** What an encoder reads. */
export interface EncoderInputs {
  /** int64 [batch_size, sequence_length], with [batch_size, num_choices, sequence_length] for multiple choice. */
  readonly inputIds: string;
  /** int64 in the shape of `inputIds`, or the scalar 0 where there is no such input. */
  readonly tokenTypeIds: string;
  /** float32 in the shape of `inputIds`: 0 for a token, the lowest float32 for padding. */
  readonly mask: string;
  /** Of `inputIds`. */
  readonly shape: readonly string[];
}

/** What the layers of an encoder share. */
export interface Sequences {
  /** float32 [batch, 1, 1, sequence], added to the scores of all heads. None where there is no padding. */
  readonly mask: string | undefined;
  /** The dimensions of a batch of sequences. */
  readonly tokens: readonly [string, Dimension];
  readonly intermediates: Intermediates;
}

/** The dimensions of a batch of sequences, and of a batch of choices, each of which is a sequence, also as a batch of these. */
export const shapes = {
  sequences: ["batch_size", "sequence_length"],
  choices: ["batch_size", "num_choices", "sequence_length"],
  flatChoices: ["batch_size*num_choices", "sequence_length"],
} as const;

/**
 * Declares the inputs of an encoder, with the names transformers.js gives them.
 *
 * WebGPU knows int64 only as the indices of Gather, and what is computed from a Shape is computed on the CPU:
 * so the mask is looked up, and positions are counted. The whole graph then stays on a device.
 */
export function encoderInputs(
  g: GraphBuilder,
  { tokenTypes, choices }: { tokenTypes: boolean; choices: boolean },
): EncoderInputs {
  const shape = choices ? shapes.choices : shapes.sequences;
  const inputIds = g.input("input_ids", "int64", shape);
  const attentionMask = g.input("attention_mask", "int64", shape);
  const tokenTypeIds = tokenTypes ? g.input("token_type_ids", "int64", shape) : g.ints(0);
  const mask = g.add("Gather", [g.floats([lowestFloat32, 0]), attentionMask]);
  return { inputIds, tokenTypeIds, mask, shape };
}

/**
 * 0, 1, … up to the last dimension, as int64 [sequence].
 *
 * @param x float32 [batch, sequence] of any numbers, no NaN
 */
export function positionsOf(g: GraphBuilder, x: string): string {
  const row = g.add("Gather", [x, g.ints(0)]);
  const ones = g.add("Cast", [g.add("Equal", [row, row])], { to: dataTypes.float32 });
  const count = g.add("CumSum", [ones, g.ints(0)], { exclusive: 1 });
  return g.add("Cast", [count], { to: dataTypes.int64 });
}

// Infinity would make a sequence of padding NaN.
export const lowestFloat32 = -3.4028234663852886e38;
