/** The n-grams of a collection of token sequences, as ONNX's TfIdfVectorizer takes them. */
export interface NGrams {
  /** The n-grams one after the other, the shortest first. */
  readonly pool: readonly number[];
  /** Where in the pool those of length 1, 2, … begin. */
  readonly starts: readonly number[];
  /** Of each n-gram: ln((1 + texts) / (1 + texts that have it)) + 1 */
  readonly idf: readonly number[];
  readonly shortest: number;
  readonly longest: number;
}

/** Finds the n-grams that are in at least two sequences. */
export function nGrams(
  sequences: readonly (readonly number[])[],
  [shortest, longest]: readonly [shortest: number, longest: number],
): NGrams {
  const pool: number[] = [];
  const starts: number[] = [];
  const idf: number[] = [];
  for (let n = 1; n <= longest; n++) {
    starts.push(pool.length);
    if (n < shortest) continue;
    for (const [gram, count] of frequencies(sequences, n)) {
      if (count < 2) continue;
      for (const id of gram.split(" ")) pool.push(Number(id));
      idf.push(Math.log((1 + sequences.length) / (1 + count)) + 1);
    }
  }
  return { pool, starts, idf, shortest, longest };
}

/** In how many sequences each n-gram is. */
function frequencies(sequences: readonly (readonly number[])[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const ids of sequences) {
    const grams = new Set<string>();
    for (let end = n; end <= ids.length; end++) grams.add(ids.slice(end - n, end).join(" "));
    for (const gram of grams) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}
