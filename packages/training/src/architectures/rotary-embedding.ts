import type { GraphBuilder } from "@llm-course/onnx";

/** The turn of each pair of features by its token's position, as float32 [batch, sequence, 1, headDim]. */
export interface Rotation {
  readonly cos: string;
  /** With the sign of the partner that it is multiplied with. */
  readonly sin: string;
}

/**
 * cos mθᵢ and sin mθᵢ at position m, for every layer the same.
 *
 * @param positions float32 [batch, sequence]
 * @param frequencies θᵢ of each pair of features
 */
export function rotation(g: GraphBuilder, positions: string, frequencies: readonly number[]): Rotation {
  const angles = g.add("Mul", [g.add("Unsqueeze", [positions, g.ints([2, 3])]), g.floats(frequencies)]);
  const [cos, sin] = [g.add("Cos", [angles]), g.add("Sin", [angles])];
  return {
    cos: g.add("Concat", [cos, cos], { axis: -1 }),
    sin: g.add("Concat", [g.add("Neg", [sin]), sin], { axis: -1 }),
  };
}

/**
 * Rotary position embedding, https://arxiv.org/abs/2104.09864, of x as [batch, sequence, heads, headDim].
 *
 * As in Hugging Face's checkpoints feature i turns with feature i + headDim / 2, not with its neighbour:
 * (a, b) becomes (a cos − b sin, b cos + a sin) with a and b the halves of x.
 */
export function rotate(g: GraphBuilder, x: string, { cos, sin }: Rotation): string {
  const [a, b] = g.addMany("Split", [x], 2, { axis: -1 }) as [string, string];
  const swapped = g.add("Concat", [b, a], { axis: -1 });
  return g.add("Add", [g.add("Mul", [x, cos]), g.add("Mul", [swapped, sin])]);
}
