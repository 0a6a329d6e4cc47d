/**
 * Gives each piece of an uncased WordPiece vocabulary two more spellings, Capital and LARGE, so that a tokenizer that keeps
 * capitals cuts words as the uncased one does.
 *
 * @param vocab ids by piece; the new pieces are added behind
 * @returns for each id that of the piece in lower case
 */
export function addCapitals(vocab: Record<string, number>): number[] {
  const lower = Object.values(vocab).sort((a, b) => a - b);
  for (const [piece, id] of Object.entries(vocab))
    for (const other of capitals(piece)) {
      if (other in vocab) continue;
      vocab[other] = lower.length;
      lower.push(id);
    }
  return lower;
}

/** ##ing: ##Ing and ##ING. Special tokens are no words. */
function capitals(piece: string): string[] {
  const [, prefix = "", word = ""] = /^(##)?(.*)$/.exec(piece) ?? [];
  if (!/[a-z]/.test(word) || /^\[.*\]$/.test(piece)) return [];
  return [word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()].map((other) => prefix + other);
}
