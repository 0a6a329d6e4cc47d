import { Decoder } from "./decoder.ts";

/** One decoder after the other. */
export class Sequence extends Decoder {
  readonly decoders: readonly Decoder[];

  constructor(decoders: readonly Decoder[]) {
    super();
    this.decoders = decoders;
  }

  override decodeChain(tokens: readonly string[]): string[] {
    return this.decoders.reduce((decoded, decoder) => decoder.decodeChain(decoded), [...tokens]);
  }

  override toJson(): object {
    return { type: "Sequence", decoders: this.decoders.map((decoder) => decoder.toJson()) };
  }
}
