import type { LogitsProcessor } from "./logits-processor.ts";

/** Takes out the token that would complete one of the words, each a list of token ids. */
export function badWords(words: readonly (readonly number[])[]): LogitsProcessor {
  return (logits, tokenIds) => {
    for (const word of words) {
      const begin = tokenIds.length - word.length + 1;
      if (begin < 0) continue;
      let same = 0;
      while (same < word.length - 1 && word[same] === tokenIds[begin + same]) same++;
      if (same === word.length - 1) logits[word[same] as number] = Number.NEGATIVE_INFINITY;
    }
    return logits;
  };
}
