/**
 * Finds the text that shares most words with another: the largest Jaccard similarity of their sets of words in lower case.
 *
 * @returns a function that gives the index of the first such text
 */
export function nearestSource(texts: readonly string[]): (text: string) => number {
  const sets = texts.map(wordsOf);
  const places = new Map<string, number[]>();
  for (const [i, set] of sets.entries())
    for (const word of set) {
      const list = places.get(word);
      if (list) list.push(i);
      else places.set(word, [i]);
    }
  return (text) => {
    const words = wordsOf(text);
    const shared = new Map<number, number>();
    for (const word of words) for (const i of places.get(word) ?? []) shared.set(i, (shared.get(i) ?? 0) + 1);
    let [best, most] = [0, 0];
    for (const [i, both] of shared) {
      const similarity = both / (words.size + (sets[i]?.size ?? 0) - both);
      if (similarity > most || (similarity === most && i < best)) [best, most] = [i, similarity];
    }
    return best;
  };
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
}
