/**
 * The same counts in an order in which a trainer meets the continuing characters as `vocab` lists them: as Hugging Face's
 * library must have met them, which reads words in the order of a random seed.
 */
export function orderWords(
  wordCounts: ReadonlyMap<string, number>,
  vocab: Readonly<Record<string, number>>,
  { prefix = "", suffix = "" }: { prefix?: string; suffix?: string },
): Map<string, number> {
  const forms = (word: string) => {
    const characters = Array.from(word);
    return characters
      .map((character, index) => {
        const marked =
          (index > 0 ? prefix : "") + character + (index === characters.length - 1 ? suffix : "");
        return marked === character || vocab[character] === undefined ? undefined : vocab[marked];
      })
      .filter((id) => id !== undefined);
  };
  const wordsWith = new Map<number, [word: string, ids: readonly number[]][]>();
  for (const word of wordCounts.keys()) {
    const ids = [...new Set(forms(word))];
    for (const id of ids) {
      const words = wordsWith.get(id);
      if (words) words.push([word, ids]);
      else wordsWith.set(id, [[word, ids]]);
    }
  }
  const ids = [...wordsWith.keys()].sort((a, b) => a - b);
  const ordered = new Map<string, number>();
  const met = new Set<number>();
  while (met.size < ids.length) {
    const candidates = wordsWith.get(ids[met.size] as number) ?? [];
    const next = candidates.find(([, word]) =>
      word.filter((id) => !met.has(id)).every((id, index) => id === ids[met.size + index]),
    );
    if (next === undefined) throw new Error("no order of the words gives these ids");
    for (const id of next[1]) met.add(id);
    ordered.set(next[0], wordCounts.get(next[0]) as number);
  }
  for (const [word, count] of wordCounts) ordered.set(word, count);
  return ordered;
}
