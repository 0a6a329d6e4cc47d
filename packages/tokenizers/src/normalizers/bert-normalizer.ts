import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { bertControls, bertIdeographs, nonspacingMarks, whiteSpace } from "../unicode/classes.ts";
import { characterPattern } from "../unicode/matches.ts";
import { lowercase } from "./lowercase.ts";
import { Normalizer } from "./normalizer.ts";

export interface BertNormalizerOptions {
  /** Delete control characters and make all white space plain spaces. Default: true. */
  readonly cleanText?: boolean;
  /** Put spaces around ideographs, so that each becomes a word. Default: true. */
  readonly handleChineseChars?: boolean;
  /** Default: what `lowercase` is. */
  readonly stripAccents?: boolean | undefined;
  /** Default: true. */
  readonly lowercase?: boolean;
}

const controls = characterPattern(bertControls);
const ideographs = characterPattern(bertIdeographs);
const accents = characterPattern(nonspacingMarks);

/** What BERT does to a text. */
export class BertNormalizer extends Normalizer {
  readonly cleanText: boolean;
  readonly handleChineseChars: boolean;
  readonly stripAccents: boolean | undefined;
  readonly lowercase: boolean;

  constructor(options: BertNormalizerOptions = {}) {
    super();
    this.cleanText = options.cleanText ?? true;
    this.handleChineseChars = options.handleChineseChars ?? true;
    this.stripAccents = options.stripAccents;
    this.lowercase = options.lowercase ?? true;
  }

  override normalize(text: NormalizedString): void {
    if (this.cleanText) {
      text.replace(controls.matches(text.text), () => "");
      text.setUnits(text.text.replace(whiteSpace, " "));
    }
    if (this.handleChineseChars) text.replace(ideographs.matches(text.text), (char) => ` ${char} `);
    if (this.stripAccents ?? this.lowercase) {
      text.normalize("NFD");
      text.replace(accents.matches(text.text), () => "");
    }
    if (this.lowercase) lowercase(text);
  }

  override toJson() {
    return {
      type: "BertNormalizer",
      clean_text: this.cleanText,
      handle_chinese_chars: this.handleChineseChars,
      strip_accents: this.stripAccents ?? null,
      lowercase: this.lowercase,
    };
  }
}

export const bertNormalizerJson = z
  .object({
    type: z.literal("BertNormalizer"),
    clean_text: z.boolean(),
    handle_chinese_chars: z.boolean(),
    strip_accents: z.boolean().nullish(),
    lowercase: z.boolean(),
  })
  .transform(
    (json) =>
      new BertNormalizer({
        cleanText: json.clean_text,
        handleChineseChars: json.handle_chinese_chars,
        stripAccents: json.strip_accents ?? undefined,
        lowercase: json.lowercase,
      }),
  );
