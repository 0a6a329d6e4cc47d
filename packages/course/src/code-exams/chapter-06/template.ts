// The code exam of chapter 6: a BPE tokenizer, by hand. Complete the four functions; plain TypeScript, no imports.
// Grade it with: npx -y pnpm@12 course exam 6 --grade

/** A piece of a text; offsets count UTF-16 units, as text.slice(start, end) does. */
export interface Piece {
  text: string;
  start: number;
  end: number;
}

/** Two tokens that become one. */
export type Merge = [left: string, right: string];

/**
 * Pre-tokenization: words are runs of letters, digits and marks (\p{L}, \p{N}, \p{M}); each other character that is no
 * white space is a piece of its own, also where it has two UTF-16 units. White space separates and is left out.
 */
export function preTokenize(text: string): Piece[] {
  throw new Error(`preTokenize is to be written: ${text}`);
}

/**
 * Trains merges on words and their counts. Each word begins as its characters (code points). In each step the pair of
 * neighbouring tokens that occurs most often, counted over all words, becomes one token everywhere; of pairs that occur
 * equally often it is the one whose left token comes first by `<`, then whose right token does. It ends after
 * `mergeCount` merges, or when no pair is left. Each place in a word counts, also where places overlap; merging goes from
 * left to right: "a a a" becomes "aa a".
 */
export function trainBpe(words: [word: string, count: number][], mergeCount: number): Merge[] {
  throw new Error(`trainBpe is to be written: ${words.length} words, ${mergeCount} merges`);
}

/**
 * The tokens of one word: it begins as its characters, and of the merges that apply, the one that was learned first is
 * done everywhere in the word, again and again until none applies.
 */
export function encodeWord(word: string, merges: Merge[]): string[] {
  throw new Error(`encodeWord is to be written: ${word}, ${merges.length} merges`);
}

/** The tokens of a text with their offsets in it. */
export function encode(text: string, merges: Merge[]): Piece[] {
  throw new Error(`encode is to be written: ${text}, ${merges.length} merges`);
}
