/** Turns tokens back into a text. */
export abstract class Decoder {
  /** What is made of the tokens, to be joined or decoded further. */
  abstract decodeChain(tokens: readonly string[]): string[];

  /** As in a tokenizer.json. */
  abstract toJson(): object;

  decode(tokens: readonly string[]): string {
    return this.decodeChain(tokens).join("");
  }
}
