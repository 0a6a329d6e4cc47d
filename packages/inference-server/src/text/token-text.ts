const unfinished = "\uFFFD";

/**
 * The text that each token of a sequence adds. A token is decoded with those before it, since a space may depend on them
 * and a character may take several tokens; text whose bytes are not all there waits for the next token.
 */
export class TokenText {
  readonly #decode: (tokenIds: readonly number[]) => string;
  /** Those whose text is not given yet, after some whose text is. */
  #tokenIds: number[] = [];
  #given = 0;

  constructor(decode: (tokenIds: readonly number[]) => string) {
    this.#decode = decode;
  }

  put(tokenId: number): string {
    const before = this.#decode(this.#tokenIds.slice(0, this.#given));
    this.#tokenIds.push(tokenId);
    const text = this.#decode(this.#tokenIds);
    if (text.length <= before.length || text.endsWith(unfinished)) return "";
    this.#tokenIds = this.#tokenIds.slice(this.#given);
    this.#given = this.#tokenIds.length;
    return text.slice(before.length);
  }

  /** What waits still, at the end: the bytes that are missing will not come. */
  end(): string {
    const before = this.#decode(this.#tokenIds.slice(0, this.#given));
    return this.#decode(this.#tokenIds).slice(before.length);
  }
}
