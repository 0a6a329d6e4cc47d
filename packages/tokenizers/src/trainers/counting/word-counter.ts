import type { ToWords } from "../count-words.ts";

/** Words at least this long may be views into the text they come from, which they would keep in memory. */
const viewLength = 13;

/** Counts words, in the order in which they are met. */
export class WordCounter {
  readonly counts = new Map<string, number>();
  readonly #toWords: ToWords;

  constructor(toWords: ToWords) {
    this.#toWords = toWords;
  }

  add(text: string): void {
    const { counts } = this;
    for (const word of this.#toWords(text)) {
      const count = counts.get(word);
      if (count === undefined) this.#addNew(word);
      else counts.set(word, count + 1);
    }
  }

  /** Adds each line of `block` with what ends it, as Hugging Face's library reads files. */
  addLines(block: string): void {
    for (let start = 0; start < block.length; ) {
      const end = block.indexOf("\n", start) + 1 || block.length;
      this.add(block.slice(start, end));
      start = end;
    }
  }

  #addNew(word: string): void {
    // By way of UTF-8 halves of surrogate pairs become U+FFFD, and the word a string of its own.
    const own = word.length >= viewLength || !word.isWellFormed() ? Buffer.from(word).toString() : word;
    this.counts.set(own, (this.counts.get(own) ?? 0) + 1);
  }
}
