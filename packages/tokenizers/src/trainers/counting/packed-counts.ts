/** Counts of words as three values that are quick to send to another thread. */
export interface PackedCounts {
  readonly text: string;
  /** In UTF-16 units. */
  readonly lengths: Uint32Array<ArrayBuffer>;
  readonly counts: Float64Array<ArrayBuffer>;
}

export function packCounts(counts: ReadonlyMap<string, number>): PackedCounts {
  return {
    text: Array.from(counts.keys()).join(""),
    lengths: Uint32Array.from(counts.keys(), (word) => word.length),
    counts: Float64Array.from(counts.values()),
  };
}

export function* unpackCounts({ text, lengths, counts }: PackedCounts): Generator<[string, number]> {
  let start = 0;
  for (const [index, length] of lengths.entries()) {
    yield [text.slice(start, start + length), counts[index] as number];
    start += length;
  }
}
