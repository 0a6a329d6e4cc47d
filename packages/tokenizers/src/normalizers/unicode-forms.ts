import { z } from "zod";
import type { NormalizedString } from "../tokenizer/normalized-string.ts";
import type { NormalizationForm } from "../unicode/normalization.ts";
import { Normalizer } from "./normalizer.ts";

abstract class UnicodeForm extends Normalizer {
  protected abstract readonly form: NormalizationForm;

  override normalize(text: NormalizedString): void {
    text.normalize(this.form);
  }

  override toJson() {
    return { type: this.form };
  }
}

/** Composed: é is one character. */
export class NFC extends UnicodeForm {
  protected override readonly form = "NFC";
}

/** Decomposed: é is e and an accent. */
export class NFD extends UnicodeForm {
  protected override readonly form = "NFD";
}

/** Composed, without variants: ﬁ is fi, ① is 1. */
export class NFKC extends UnicodeForm {
  protected override readonly form = "NFKC";
}

/** Decomposed, without variants. */
export class NFKD extends UnicodeForm {
  protected override readonly form = "NFKD";
}

export const nfcJson = z.object({ type: z.literal("NFC") }).transform(() => new NFC());
export const nfdJson = z.object({ type: z.literal("NFD") }).transform(() => new NFD());
export const nfkcJson = z.object({ type: z.literal("NFKC") }).transform(() => new NFKC());
export const nfkdJson = z.object({ type: z.literal("NFKD") }).transform(() => new NFKD());
