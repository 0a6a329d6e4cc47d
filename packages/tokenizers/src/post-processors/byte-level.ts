import {
  type ByteLevelOptions,
  byteLevelOptionsJson,
  byteLevelToJson,
} from "../pre-tokenizers/byte-level.ts";
import type { Encoding } from "../tokenizer/encoding.ts";
import { PostProcessor } from "./post-processor.ts";
import { trimOffsets } from "./trim-offsets.ts";

/** Takes the space that byte-level words begin with out of the offsets. Adds no special tokens. */
export class ByteLevel extends PostProcessor {
  readonly addPrefixSpace: boolean;
  readonly trimOffsets: boolean;
  /** For the pre-tokenizer, here it is only kept. */
  readonly useRegex: boolean;

  constructor({ addPrefixSpace = true, trimOffsets = true, useRegex = true }: ByteLevelOptions = {}) {
    super();
    this.addPrefixSpace = addPrefixSpace;
    this.trimOffsets = trimOffsets;
    this.useRegex = useRegex;
  }

  override addedTokens(): number {
    return 0;
  }

  override processEncodings(encodings: readonly Encoding[]): readonly Encoding[] {
    for (const [i, encoding] of encodings.entries()) {
      if (this.trimOffsets) trimOffsets(encoding, this.addPrefixSpace);
      encoding.setSequence(i);
    }
    return encodings;
  }

  override toJson() {
    return byteLevelToJson(this);
  }
}

export const byteLevelJson = byteLevelOptionsJson.transform((options) => new ByteLevel(options));
