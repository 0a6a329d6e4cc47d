import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import { Normalizer } from "./normalizer.ts";

/** Puts a text in front of any that is not empty. */
export class Prepend extends Normalizer {
  readonly prefix: string;

  constructor(prefix = "▁") {
    super();
    this.prefix = prefix;
  }

  override normalize(text: NormalizedString): void {
    text.prepend(this.prefix);
  }

  override toJson() {
    return { type: "Prepend", prepend: this.prefix };
  }
}

export const prependJson = z
  .object({ type: z.literal("Prepend"), prepend: z.string() })
  .transform((json) => new Prepend(json.prepend));
