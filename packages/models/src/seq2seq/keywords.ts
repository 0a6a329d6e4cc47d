/** Documents that each word is in, of a collection. */
export interface DocumentFrequencies {
  readonly documents: number;
  readonly counts: ReadonlyMap<string, number>;
}

export function documentFrequencies(texts: readonly string[]): DocumentFrequencies {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const word of new Set(wordsOf(text))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { documents: texts.length, counts };
}

/**
 * The words of a text that tell it most from others, in the order of the text: those with the largest tf · log(N / (1 + df)),
 * in lower case.
 *
 * @param count how many at most
 */
export function keywords(text: string, count: number, { documents, counts }: DocumentFrequencies): string {
  const words = wordsOf(text);
  const times = new Map<string, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  const weights = [...times].map(
    ([word, tf]) => [word, tf * Math.log(documents / (1 + (counts.get(word) ?? 0)))] as const,
  );
  weights.sort(([, a], [, b]) => b - a);
  const chosen = weights.slice(0, count).map(([word]) => word);
  return [...times.keys()].filter((word) => chosen.includes(word)).join(" ");
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{L}[\p{L}\p{N}'-]*\p{L}/gu) ?? [];
}
