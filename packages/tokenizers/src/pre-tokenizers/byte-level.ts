import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { byteLevelAlphabet, toByteLevel } from "../unicode/byte-level.ts";
import { Regex } from "../unicode/regex.ts";
import { PreTokenizer, splitText } from "./pre-tokenizer.ts";

export interface ByteLevelOptions {
  /** Put a space in front of a text without, so that its first word is like any other. Default: true. */
  readonly addPrefixSpace?: boolean;
  /** Leave white space out of the offsets; a post-processor of this name does it, here it is only kept. Default: true. */
  readonly trimOffsets?: boolean;
  /** Cut the text as GPT-2 does; false if something before has cut it. Default: true. */
  readonly useRegex?: boolean;
}

const gpt2 = new Regex("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

/** GPT-2's words, with the space before them, and each byte of their UTF-8 spelled as a visible character. */
export class ByteLevel extends PreTokenizer {
  readonly addPrefixSpace: boolean;
  readonly trimOffsets: boolean;
  readonly useRegex: boolean;

  constructor({ addPrefixSpace = true, trimOffsets = true, useRegex = true }: ByteLevelOptions = {}) {
    super();
    this.addPrefixSpace = addPrefixSpace;
    this.trimOffsets = trimOffsets;
    this.useRegex = useRegex;
  }

  /** The 256 characters that bytes are spelled with, the initial alphabet for training. */
  static alphabet(): string[] {
    return byteLevelAlphabet();
  }

  override cut(text: NormalizedString): NormalizedString[] {
    if (this.addPrefixSpace && !text.text.startsWith(" ")) text.prepend(" ");
    const words = this.useRegex ? splitText(text, gpt2, "isolated") : [text];
    for (const word of words) toByteLevel(word);
    return words;
  }

  override toJson() {
    return byteLevelToJson(this);
  }
}

/** The same object stands for pre-tokenizer, post-processor and decoder. */
export function byteLevelToJson(options: Required<ByteLevelOptions>) {
  return {
    type: "ByteLevel",
    add_prefix_space: options.addPrefixSpace,
    trim_offsets: options.trimOffsets,
    use_regex: options.useRegex,
  };
}

export const byteLevelOptionsJson = z
  .object({
    type: z.literal("ByteLevel"),
    add_prefix_space: z.boolean(),
    trim_offsets: z.boolean(),
    use_regex: z.boolean().default(true),
  })
  .transform((json) => ({
    addPrefixSpace: json.add_prefix_space,
    trimOffsets: json.trim_offsets,
    useRegex: json.use_regex,
  }));

export const byteLevelJson = byteLevelOptionsJson.transform((options) => new ByteLevel(options));
