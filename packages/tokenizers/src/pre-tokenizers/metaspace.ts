import { z } from "zod";
import { ArgumentError } from "../errors.ts";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { isCharacter, textPattern } from "../unicode/matches.ts";
import { PreTokenizer, splitText } from "./pre-tokenizer.ts";

const prependSchemes = ["always", "first", "never"] as const;

/** Whether to put the replacement in front of every piece of a text, of that at its beginning only, or of none. */
export type PrependScheme = (typeof prependSchemes)[number];

export interface MetaspaceOptions {
  /** What a space becomes. Default: ▁, U+2581. */
  readonly replacement?: string;
  /** Default: always. */
  readonly prependScheme?: PrependScheme;
  /** Cut before each space. Default: true. */
  readonly split?: boolean;
}

/** SentencePiece's way: spaces become a visible character that begins a word. */
export class Metaspace extends PreTokenizer {
  readonly replacement: string;
  readonly prependScheme: PrependScheme;
  readonly split: boolean;

  constructor({ replacement = "▁", prependScheme = "always", split = true }: MetaspaceOptions = {}) {
    super();
    if (!isCharacter(replacement))
      throw new ArgumentError("a replacement of one character expected", replacement);
    this.replacement = replacement;
    this.prependScheme = prependScheme;
    this.split = split;
  }

  override get usesOffsets(): boolean {
    return this.prependScheme === "first";
  }

  override cut(text: NormalizedString): NormalizedString[] {
    const { replacement, prependScheme } = this;
    if (replacement.length === 1) text.setUnits(text.text.replaceAll(" ", replacement));
    else text.replace(textPattern(" ").matches(text.text), () => replacement);
    const prepends = prependScheme === "always" || (prependScheme === "first" && text.originalStart === 0);
    if (prepends && !text.text.startsWith(replacement)) text.prepend(replacement);
    return this.split ? splitText(text, textPattern(replacement), "merged_with_next") : [text];
  }

  override toJson() {
    return metaspaceToJson(this);
  }
}

/** The same object stands for pre-tokenizer and decoder. */
export function metaspaceToJson(options: Required<MetaspaceOptions>) {
  return {
    type: "Metaspace",
    replacement: options.replacement,
    prepend_scheme: options.prependScheme,
    split: options.split,
  };
}

export const metaspaceOptionsJson = z
  .object({
    type: z.literal("Metaspace"),
    replacement: z.string().refine(isCharacter, "one character expected"),
    prepend_scheme: z.enum(prependSchemes).default("always"),
    /** What older files have instead. */
    add_prefix_space: z.boolean().nullish(),
    split: z.boolean().nullish(),
  })
  .refine((json) => json.add_prefix_space !== false || json.prepend_scheme === "never", {
    path: ["add_prefix_space"],
    message: "expected true, or the prepend_scheme never",
  })
  .transform((json) => ({
    replacement: json.replacement,
    prependScheme: json.prepend_scheme,
    split: json.split ?? true,
  }));

export const metaspaceJson = metaspaceOptionsJson.transform((options) => new Metaspace(options));
