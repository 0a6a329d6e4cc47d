import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import type { SplitBehavior } from "../tokenizer/split.ts";
import { punctuation } from "../unicode/classes.ts";
import { characterPattern } from "../unicode/matches.ts";
import { PreTokenizer, splitText } from "./pre-tokenizer.ts";
import { behaviorFromJson, behaviorJson, behaviorToJson } from "./split.ts";

const marks = characterPattern(punctuation);

/** Cuts at punctuation marks. */
export class Punctuation extends PreTokenizer {
  readonly behavior: SplitBehavior;

  /** @param behavior what becomes of the marks. Default: isolated. */
  constructor(behavior: SplitBehavior = "isolated") {
    super();
    this.behavior = behavior;
  }

  override cut(text: NormalizedString): NormalizedString[] {
    return splitText(text, marks, this.behavior);
  }

  override toJson() {
    return { type: "Punctuation", behavior: behaviorToJson(this.behavior) };
  }
}

export const punctuationJson = z
  .object({ type: z.literal("Punctuation"), behavior: behaviorJson.default("Isolated") })
  .transform((json) => new Punctuation(behaviorFromJson(json.behavior)));
