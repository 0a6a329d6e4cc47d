import { NormalizedString } from "../tokenizer/normalized-string.ts";

/** Cleans a text before it is cut up. */
export abstract class Normalizer {
  /** Changes a text in place, so that it knows what of the original its characters stand for. */
  abstract normalize(text: NormalizedString): void;

  /** As in a tokenizer.json. */
  abstract toJson(): object;

  normalizeStr(text: string): string {
    const normalized = NormalizedString.of(text, false);
    this.normalize(normalized);
    return normalized.text;
  }
}
