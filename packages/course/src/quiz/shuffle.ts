import { createHash } from "node:crypto";

/**
 * The items in an order that the seed alone decides, on every machine: each place gets a hash, and these are sorted.
 *
 * @param seed any text
 */
export function shuffle<Item>(items: readonly Item[], seed: string): Item[] {
  return items
    .map((item, place) => ({ item, key: createHash("sha256").update(`${seed}\n${place}`).digest("hex") }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
}
