import { Encoding } from "../tokenizer/encoding.ts";

/** Adds special tokens to the encodings of one text or two. */
export abstract class PostProcessor {
  /** The encodings of the texts, then of what is made of them, with special tokens in their places. */
  abstract processEncodings(encodings: readonly Encoding[], addSpecialTokens: boolean): readonly Encoding[];

  /** How many special tokens are added. */
  abstract addedTokens(isPair: boolean): number;

  /** As in a tokenizer.json. */
  abstract toJson(): object;

  /** One encoding of a text or two. */
  process(encoding: Encoding, pair?: Encoding, addSpecialTokens = true): Encoding {
    const encodings = pair ? [encoding, pair] : [encoding];
    for (const [i, each] of encodings.entries()) {
      each.setSequence(i);
      each.setTypeId(i);
    }
    const processed = this.processEncodings(encodings, addSpecialTokens);
    return processed.length === 1 ? (processed[0] as Encoding) : Encoding.merged(processed);
  }
}
