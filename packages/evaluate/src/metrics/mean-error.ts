import type { Pairs } from "../labels.ts";

/** The mean of a cost of each error: prediction - reference. */
export function meanError(
  { predictions, references }: Pairs<number>,
  cost: (error: number) => number,
): number {
  const sum = references.reduce(
    (total, reference, i) => total + cost((predictions[i] as number) - reference),
    0,
  );
  return sum / references.length;
}
