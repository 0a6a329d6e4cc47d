import type { ValueType } from "../gradients/infer-values.ts";

/** What stands for a size that is known at run time only, where sizes are compared. */
const nominalSize = 64;

/**
 * The places to cut a graph of n nodes at, so that each part has more than √n / 2 of them, as in Chen, Xu, Zhang and
 * Guestrin, "Training Deep Nets with Sublinear Memory Cost" (2016), https://arxiv.org/abs/1604.06174: places where less
 * is live than anywhere within √n nodes, which in a transformer are those between blocks.
 *
 * @param live the values that are live after each node that is worth a cut
 * @returns numbers of nodes after which to cut, ascending
 */
export function chooseCheckpoints(
  live: readonly ReadonlySet<string>[],
  values: ReadonlyMap<string, ValueType>,
): number[] {
  const radius = Math.round(Math.sqrt(live.length));
  const sizes = live.map((names) => totalSize(names, values));
  const cuts: number[] = [];
  for (const [place, size] of sizes.entries()) {
    const isSmallest = sizes
      .slice(Math.max(0, place - radius), place + radius + 1)
      .every((other) => other >= size);
    if (isSmallest && place - (cuts.at(-1) ?? -1) > radius / 2) cuts.push(place);
  }
  return cuts;
}

function totalSize(names: Iterable<string>, values: ReadonlyMap<string, ValueType>): number {
  return Iterator.from(names)
    .flatMap((name) => {
      const shape = values.get(name)?.shape ?? [];
      return [
        shape.reduce<number>((product, size) => product * (typeof size === "number" ? size : nominalSize), 1),
      ];
    })
    .reduce((sum, size) => sum + size, 0);
}
