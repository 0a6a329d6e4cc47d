/** How often each thing occurs. */
export function countEach<T>(things: Iterable<T>): Map<T, number> {
  const counts = new Map<T, number>();
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1);
  return counts;
}

/** How many things two collections have in common, each as often as it is in both. */
export function overlap<T>(some: ReadonlyMap<T, number>, others: ReadonlyMap<T, number>): number {
  let common = 0;
  for (const [thing, count] of some) common += Math.min(count, others.get(thing) ?? 0);
  return common;
}
