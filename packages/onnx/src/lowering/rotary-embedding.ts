import type { Value } from "../gradients/value.ts";
import { splitHeads } from "./attention.ts";
import type { Lowerings } from "./lowering.ts";
import { concat, gather, range, reshape, split, withShape } from "./shaping.ts";

/** Rotations by position, as a table of their cosines and one of their sines, [positions, rotated size / 2]. */
export interface Rotation {
  readonly cos: Value;
  readonly sin: Value;
  /** int64 [batch, sequence] or [1, sequence] */
  readonly positions: Value;
  /** Whether the pairs that are rotated lie side by side, not half the size apart. */
  readonly isInterleaved: boolean;
}

/** Rotates pairs of each head by their position, x [batch, heads, sequence, headSize]. https://arxiv.org/abs/2104.09864 */
export function rotated(x: Value, { cos, sin, positions, isInterleaved }: Rotation): Value {
  const [batch = 1, heads = 1, sequence = 1, headSize] = x.shape;
  const half = Number(cos.shape[1]);
  const [turning = x, kept] =
    Number(headSize) > 2 * half ? split(x, [2 * half, Number(headSize) - 2 * half]) : [x];
  const angles = (table: Value) => gather(table, positions).unsqueeze([1]);
  const [c, s] = [angles(cos), angles(sin)];
  const [a, b] = isInterleaved ? pairs(turning, half) : split(turning, [half, half]);
  if (!a || !b) return x;
  const parts = [a.mul(c).sub(b.mul(s)), b.mul(c).add(a.mul(s))];
  const turned = isInterleaved
    ? reshape(
        concat(
          parts.map((part) => part.unsqueeze([4])),
          4,
        ),
        [batch, heads, sequence, 2 * half],
      )
    : concat(parts, 3);
  return withShape(kept ? concat([turned, kept], 3) : turned, x.shape);
}

export const rotaryEmbedding = {
  /** Each head of x rotated by its token's position */
  "com.microsoft.RotaryEmbedding": (node) => {
    const { x, y: ids } = node;
    node.refuse("is_packed_batching");
    if (node.scale(1) !== 1) node.unsupported("scale");
    const [cos, sin] = [node.input(2), node.input(3)];
    const isInterleaved = node.int("interleaved", 0) === 1;
    const isPacked = x.rank === 3;
    const width = Number(x.shape[2]);
    const heads = node.int("num_heads", 0) || width / (2 * Number(cos.shape[1]));
    const perHead = isPacked ? splitHeads(x, heads) : x;
    // One id is the position of the first token.
    const positions = ids.rank === 1 ? range(perHead, 2).add(ids).unsqueeze([0]) : ids;
    const result = rotated(perHead, { cos, sin, positions, isInterleaved });
    const [batch = 1, sequence = 1] = x.shape;
    return [isPacked ? reshape(result.transpose([0, 2, 1, 3]), [batch, sequence, width]) : result];
  },
} satisfies Lowerings;

/** Every other element along the last axis: the even ones, and the odd ones. */
function pairs(x: Value, half: number): Value[] {
  const both = reshape(x, [...x.shape.slice(0, -1), half, 2]);
  return split(both, [1, 1]).map((part) => part.squeeze([4]));
}
