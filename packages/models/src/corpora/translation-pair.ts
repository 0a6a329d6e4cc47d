/** A text in two languages. */
export interface TranslationPair {
  readonly en: string;
  readonly fr: string;
}
