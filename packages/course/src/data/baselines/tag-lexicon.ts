interface Tagged {
  readonly words: readonly string[];
  readonly tags: readonly string[];
}

/**
 * Gives each word the tag it most often had: as it is written, else in lower case, else "NOUN".
 *
 * @returns the tagger: a word to its tag
 */
export function tagLexicon(sentences: readonly Tagged[]): (word: string) => string {
  const counts = new Map<string, Map<string, number>>();
  for (const { words, tags } of sentences)
    for (const [i, word] of words.entries()) {
      const tag = tags[i] as string;
      const known = counts.get(word) ?? new Map<string, number>();
      counts.set(word, known.set(tag, (known.get(tag) ?? 0) + 1));
    }
  const most = (known: ReadonlyMap<string, number>) =>
    [...known].reduce((best, other) => (other[1] > best[1] ? other : best))[0];
  const lexicon = new Map([...counts].map(([word, known]) => [word, most(known)]));
  return (word) => lexicon.get(word) ?? lexicon.get(word.toLowerCase()) ?? "NOUN";
}
