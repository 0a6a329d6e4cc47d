import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { Normalizer } from "./normalizer.ts";

export interface StripOptions {
  /** Default: true. */
  readonly left?: boolean;
  /** Default: true. */
  readonly right?: boolean;
}

/** Deletes white space at the ends of a text. */
export class Strip extends Normalizer {
  readonly left: boolean;
  readonly right: boolean;

  constructor({ left = true, right = true }: StripOptions = {}) {
    super();
    this.left = left;
    this.right = right;
  }

  override normalize(text: NormalizedString): void {
    const { length } = text.text;
    const start = this.left ? (/^\p{White_Space}+/u.exec(text.text)?.[0].length ?? 0) : 0;
    let end = length;
    while (this.right && end > start && /\p{White_Space}/u.test(text.text[end - 1] as string)) end -= 1;
    if (start > 0 || end < length) text.trim(start, end);
  }

  override toJson() {
    return { type: "Strip", strip_left: this.left, strip_right: this.right };
  }
}

export const stripJson = z
  .object({ type: z.literal("Strip"), strip_left: z.boolean(), strip_right: z.boolean() })
  .transform((json) => new Strip({ left: json.strip_left, right: json.strip_right }));
