import {
  type MetaspaceOptions,
  metaspaceOptionsJson,
  metaspaceToJson,
  type PrependScheme,
} from "../pre-tokenizers/metaspace.ts";
import { Decoder } from "./decoder.ts";

/** Makes the replacement spaces again, and drops that of the first token if one was prepended. */
export class Metaspace extends Decoder {
  readonly replacement: string;
  readonly prependScheme: PrependScheme;
  /** For the pre-tokenizer, here it is only kept. */
  readonly split: boolean;

  constructor({ replacement = "▁", prependScheme = "always", split = true }: MetaspaceOptions = {}) {
    super();
    this.replacement = replacement;
    this.prependScheme = prependScheme;
    this.split = split;
  }

  override decodeChain(tokens: readonly string[]): string[] {
    return tokens.map((token, i) =>
      token.replaceAll(this.replacement, i === 0 && this.prependScheme !== "never" ? "" : " "),
    );
  }

  override toJson() {
    return metaspaceToJson(this);
  }
}

export const metaspaceJson = metaspaceOptionsJson.transform((options) => new Metaspace(options));
