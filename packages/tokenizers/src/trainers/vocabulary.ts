/** Tokens and their ids, in the order in which they came. */
export class Vocabulary {
  readonly #ids = new Map<string, number>();
  readonly #tokens: string[] = [];

  get size(): number {
    return this.#tokens.length;
  }

  id(token: string): number | undefined {
    return this.#ids.get(token);
  }

  token(id: number): string {
    return this.#tokens[id] as string;
  }

  /** The id of `token`, which is the next free one if the token is new. */
  add(token: string): number {
    const known = this.#ids.get(token);
    if (known !== undefined) return known;
    this.#ids.set(token, this.#tokens.length);
    return this.#tokens.push(token) - 1;
  }

  /** As in tokenizer.json. "__proto__" may be a token, so each is defined, not assigned. */
  toJSON(): Record<string, number> {
    return Object.fromEntries(this.#ids);
  }
}
