/** The words that one thread counted, in the order in which it met them; they may cross to another thread. */
export interface ThreadCounts {
  /** The blocks it counted, by their place in the corpus, and how many of the words it had met after each. */
  readonly blocks: readonly number[];
  readonly sizes: readonly number[];
  readonly counts: Iterable<readonly [word: string, count: number]>;
}

/**
 * All threads' counts, with the words in the order of the corpus, whoever counted which block: a word that is new in a block
 * was met before only in earlier blocks, whose words are there already.
 */
export function mergeCounts(threads: readonly ThreadCounts[]): Map<string, number> {
  const merged = new Map<string, number>();
  const sources = threads.map(({ blocks, sizes, counts }) => ({
    ...{ blocks, sizes, next: 0, taken: 0 },
    words: counts[Symbol.iterator](),
  }));
  const last = Math.max(-1, ...sources.map(({ blocks }) => blocks.at(-1) ?? -1));
  for (let block = 0; block <= last; block++) {
    for (const source of sources) {
      if (source.blocks[source.next] !== block) continue;
      for (const size = source.sizes[source.next] as number; source.taken < size; source.taken++) {
        const [word, count] = source.words.next().value as readonly [string, number];
        merged.set(word, (merged.get(word) ?? 0) + count);
      }
      source.next++;
    }
  }
  return merged;
}
