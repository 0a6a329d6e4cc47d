/** Row by row, whether the token of the row (the query) may look at that of the column (the key). */
export type AttentionMask = readonly (readonly boolean[])[];

function mask(queries: number, keys: number, mayLook: (query: number, key: number) => boolean): boolean[][] {
  return Array.from({ length: queries }, (_, query) =>
    Array.from({ length: keys }, (_, key) => mayLook(query, key)),
  );
}

export const attentionMasks = {
  /** An encoder: every token looks at all. With `keys`, a decoder at the output of the encoder. */
  bidirectional(length: number, keys = length): boolean[][] {
    return mask(length, keys, () => true);
  },

  /** A decoder: a token looks at itself and those before. */
  causal(length: number): boolean[][] {
    return mask(length, length, (query, key) => key <= query);
  },

  /**
   * Longformer's: a token looks at those at most `radius` away; global tokens look at all, and all at them.
   * https://arxiv.org/abs/2004.05150
   */
  local(
    length: number,
    { radius, global = [] }: { radius: number; global?: readonly number[] },
  ): boolean[][] {
    return mask(
      ...([length, length] as const),
      (query, key) => Math.abs(query - key) <= radius || global.includes(query) || global.includes(key),
    );
  },

  /**
   * Reformer's: a token looks at those whose vectors fell into the same bucket of a locality-sensitive hash, in a
   * decoder at those before only. https://arxiv.org/abs/2001.04451
   *
   * @param buckets of each token
   */
  lsh(buckets: readonly number[], { causal = false }: { causal?: boolean } = {}): boolean[][] {
    const { length } = buckets;
    return mask(
      ...([length, length] as const),
      (query, key) => buckets[query] === buckets[key] && (!causal || key <= query),
    );
  },

  /**
   * Axial: tokens are laid out in a grid, line by line, and look at those of their row and of their column.
   * https://arxiv.org/abs/1912.12180
   */
  axial(rows: number, columns: number): boolean[][] {
    const length = rows * columns;
    const row = (place: number) => Math.floor(place / columns);
    return mask(
      ...([length, length] as const),
      (query, key) => row(query) === row(key) || query % columns === key % columns,
    );
  },
};
