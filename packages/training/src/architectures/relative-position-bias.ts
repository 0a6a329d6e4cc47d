import { dataTypes, type GraphBuilder } from "@llm-course/onnx";

export interface RelativePositions {
  /** How many biases each head has. */
  readonly buckets: number;
  /** From this distance on all positions share the last bucket. */
  readonly maxDistance: number;
  /** Whether there are buckets for keys after the query, too: half of all. */
  readonly bidirectional: boolean;
}

/**
 * What each head adds to the score of a query and a key by how far apart they are, [1, heads, queries, keys].
 * https://arxiv.org/abs/1910.10683, section 2.1
 *
 * Distances beyond `maxDistance` are as good as that one, so the bucket of every distance is a constant of the graph:
 * no logarithms, whose rounding would differ from device to device.
 *
 * @param places positions of queries and keys, float32 [queries] and [keys]
 */
export function relativePositionBias(
  g: GraphBuilder,
  places: { readonly queries: string; readonly keys: string },
  heads: number,
  positions: RelativePositions,
): string {
  const { maxDistance } = positions;
  const distances = Array.from({ length: 2 * maxDistance + 1 }, (_, i) => i - maxDistance);
  const buckets = distances.map((distance) => relativePositionBucket(distance, positions));
  const weight = g.module("relative_attention_bias").parameter("weight", [positions.buckets, heads]);
  const ofDistance = g.add("Gather", [weight, g.ints(buckets)]);

  const keys = g.add("Unsqueeze", [places.keys, g.ints([0])]);
  const queries = g.add("Unsqueeze", [places.queries, g.ints([1])]);
  const range = [g.scalar(-maxDistance), g.scalar(maxDistance)];
  const near = g.add("Clip", [g.add("Sub", [keys, queries]), ...range]);
  const rows = g.add("Cast", [g.add("Add", [near, g.scalar(maxDistance)])], { to: dataTypes.int64 });
  const bias = g.add("Transpose", [g.add("Gather", [ofDistance, rows])], { perm: [2, 0, 1] });
  return g.add("Unsqueeze", [bias, g.ints([0])]);
}

/**
 * The bucket of a distance, key − query. Of the n buckets of a direction the first n / 2 are for one distance each,
 * the others for ranges that grow with its logarithm.
 */
export function relativePositionBucket(
  distance: number,
  { buckets, maxDistance, bidirectional }: RelativePositions,
): number {
  const count = bidirectional ? buckets / 2 : buckets;
  const first = bidirectional && distance > 0 ? count : 0;
  const far = bidirectional ? Math.abs(distance) : Math.max(-distance, 0);
  const exact = Math.floor(count / 2);
  if (far < exact) return first + far;
  // As in float32, in which Hugging Face's T5 was trained: where the logarithm is whole, it is not rounded down.
  const share = Math.fround(Math.log(far / exact) / Math.log(maxDistance / exact));
  return first + Math.min(exact + Math.floor(share * (count - exact)), count - 1);
}
