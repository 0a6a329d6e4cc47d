import { z } from "zod";
import type { Encoding } from "../tokenizer/encoding.ts";
import { enclosed } from "./bert-processing.ts";
import { PostProcessor } from "./post-processor.ts";
import { type SpecialToken, specialTokenJson } from "./special-token.ts";
import { trimOffsets } from "./trim-offsets.ts";

export interface RobertaProcessingOptions {
  readonly sep?: SpecialToken;
  readonly cls?: SpecialToken;
  /** Leave white space out of the offsets. Default: true. */
  readonly trimOffsets?: boolean;
  /** Whether the pre-tokenizer adds a space, which is not to be left out. Default: true. */
  readonly addPrefixSpace?: boolean;
}

/** `<s> A </s>` and `<s> A </s> </s> B </s>`, all of type 0. */
export class RobertaProcessing extends PostProcessor {
  readonly sep: SpecialToken;
  readonly cls: SpecialToken;
  readonly trimOffsets: boolean;
  readonly addPrefixSpace: boolean;

  constructor(options: RobertaProcessingOptions = {}) {
    super();
    this.sep = options.sep ?? ["</s>", 2];
    this.cls = options.cls ?? ["<s>", 0];
    this.trimOffsets = options.trimOffsets ?? true;
    this.addPrefixSpace = options.addPrefixSpace ?? true;
  }

  override addedTokens(isPair: boolean): number {
    return isPair ? 4 : 2;
  }

  override processEncodings(encodings: readonly Encoding[], addSpecialTokens: boolean): readonly Encoding[] {
    for (const encoding of encodings) {
      if (this.trimOffsets) trimOffsets(encoding, this.addPrefixSpace);
      encoding.setTypeId(0);
    }
    if (!addSpecialTokens) return encodings;
    return encodings.map((encoding, i) =>
      i === 0 ? enclosed(encoding, 0, this.cls, this.sep, 0) : enclosed(encoding, 1, this.sep, this.sep, 0),
    );
  }

  override toJson() {
    return {
      type: "RobertaProcessing",
      sep: this.sep,
      cls: this.cls,
      trim_offsets: this.trimOffsets,
      add_prefix_space: this.addPrefixSpace,
    };
  }
}

export const robertaProcessingJson = z
  .object({
    type: z.literal("RobertaProcessing"),
    sep: specialTokenJson,
    cls: specialTokenJson,
    trim_offsets: z.boolean(),
    add_prefix_space: z.boolean(),
  })
  .transform(
    (json) =>
      new RobertaProcessing({
        sep: json.sep,
        cls: json.cls,
        trimOffsets: json.trim_offsets,
        addPrefixSpace: json.add_prefix_space,
      }),
  );
