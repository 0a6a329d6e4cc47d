import { GatherError } from "./errors.ts";

export type Reduction = "mean" | "sum";

/**
 * The sum or mean over processes of numbers, or of each number in lists.
 *
 * @throws GatherError for lists of different lengths
 */
export function reduced<T extends number | readonly number[]>(
  values: readonly T[],
  reduction: Reduction,
): T extends number ? number : number[] {
  const divisor = reduction === "mean" ? values.length : 1;
  const lists = values.map((value: number | readonly number[]) => [value].flat());
  const [first = []] = lists;
  for (const [rank, list] of lists.entries())
    if (list.length !== first.length)
      throw new GatherError(
        `lists of all processes must have one length, ${first.length} in process 0, in ${rank}: ${list.length}`,
      );
  const sums = first.map((_, i) => lists.reduce((sum, list) => sum + (list[i] as number), 0) / divisor);
  return (typeof values[0] === "number" ? sums[0] : sums) as T extends number ? number : number[];
}
