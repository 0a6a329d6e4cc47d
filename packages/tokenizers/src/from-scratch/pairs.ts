/** How often each word occurs in the corpus. */
export type WordFrequencies = ReadonlyMap<string, number>;

/** The tokens of each word so far. */
export type Splits = ReadonlyMap<string, readonly string[]>;

export type Pair = readonly [first: string, second: string];

/** A number for each pair of neighbouring tokens, in the order in which the pairs were first met. */
export class PairMap {
  readonly #entries = new Map<string, [pair: Pair, value: number]>();

  get([first, second]: Pair): number | undefined {
    return this.#entries.get(`${first}\0${second}`)?.[1];
  }

  set(pair: Pair, value: number): void {
    this.#entries.set(`${pair[0]}\0${pair[1]}`, [pair, value]);
  }

  [Symbol.iterator](): IterableIterator<[pair: Pair, value: number]> {
    return this.#entries.values();
  }

  /** The pair of the largest number, the first one of several; undefined where there are no pairs. */
  best(): Pair | undefined {
    let best: [pair: Pair, value: number] | undefined;
    for (const entry of this) if (best === undefined || entry[1] > best[1]) best = entry;
    return best?.[0];
  }
}

/** How often each pair of neighbouring tokens occurs in the corpus. */
export function computePairFrequencies(splits: Splits, wordFrequencies: WordFrequencies): PairMap {
  const frequencies = new PairMap();
  for (const [word, tokens] of splits) {
    const frequency = wordFrequencies.get(word) ?? 0;
    for (const [index, second] of tokens.entries()) {
      if (index === 0) continue;
      const pair = [tokens[index - 1] as string, second] as const;
      frequencies.set(pair, (frequencies.get(pair) ?? 0) + frequency);
    }
  }
  return frequencies;
}

/** `tokens` with `joined` instead of every `first` followed by `second`, from left to right. */
export function mergePair([first, second]: Pair, joined: string, tokens: readonly string[]): string[] {
  const merged: string[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const found = tokens[index] === first && tokens[index + 1] === second;
    merged.push(found ? joined : (tokens[index] as string));
    if (found) index++;
  }
  return merged;
}

/** `mergePair` in every word. */
export function mergePairInWords(pair: Pair, joined: string, splits: Splits): Splits {
  return new Map([...splits].map(([word, tokens]) => [word, mergePair(pair, joined, tokens)]));
}

/** Code-point order, which is that of Python and Rust; JavaScript's own would put "😀" before "�". */
export function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (const [index, character] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (character !== other) return (character.codePointAt(0) as number) - (other.codePointAt(0) as number);
  }
  return left.length - right.length;
}
