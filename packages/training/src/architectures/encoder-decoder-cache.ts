import type { GraphBuilder } from "@llm-course/onnx";
import type { CacheSizes, TargetInputs } from "./encoder-decoder-inputs.ts";

type Sizes = Omit<CacheSizes, "layers">;

/**
 * Keys or values of all tokens of the decoder, [batch, heads, all, headDim]: without a cache the new ones, with one those
 * of `past_key_values` and then the new, which are an output, too.
 *
 * @param name "key" or "value", with the number of the layer before: "0.key"
 * @param x of the new tokens, [batch, heads, sequence, headDim]
 */
export function withPast(
  g: GraphBuilder,
  [layer, name]: readonly [number, "key" | "value"],
  x: string,
  { cache }: TargetInputs,
  { heads, headDim }: Sizes,
): string {
  if (!cache) return x;
  const shape = ["batch_size", heads, "total_decoder_sequence_length", headDim];
  const past = `past_key_values.${layer}.decoder.${name}`;
  const output = { dataType: "float32", shape } as const;
  return g.addAsOutput(`present.${layer}.decoder.${name}`, output, "Concat", [past, x], { axis: 2 });
}

/**
 * Keys or values of the encoder's tokens: either those of `past_key_values` or x is of length 0. The output is x, so after
 * the first step it is empty, as Optimum's is, and whoever generates keeps what the first step gave.
 *
 * @param x from `encoderStates`, [batch, heads, sequence, headDim]
 */
export function ofEncoder(
  g: GraphBuilder,
  [layer, name]: readonly [number, "key" | "value"],
  x: string,
  { cache }: TargetInputs,
  { heads, headDim }: Sizes,
): string {
  if (!cache) return x;
  const shape = ["batch_size", heads, "encoder_sequence_length_out", headDim];
  g.output(`present.${layer}.encoder.${name}`, x, "float32", shape);
  return g.add("Concat", [`past_key_values.${layer}.encoder.${name}`, x], { axis: 2 });
}
