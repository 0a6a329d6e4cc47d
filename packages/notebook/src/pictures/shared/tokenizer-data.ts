/** What a page knows of a tokenizer.json. */
export interface TokenizerData {
  /** By id; null where there is none. */
  readonly vocabulary: readonly (string | null)[];
  /**
   * Of BPE, in the order of their ranks: how many units of the merged token are its first part. A merged token has the
   * id after that of the merge before; where it has not, −1 − its id comes first.
   */
  readonly merges?: readonly number[];
  /** Of WordPiece. */
  readonly wordPiece?: { readonly unknown: number; readonly prefix: string; readonly maxChars: number };
  /** What BERT does to a text, if it does. */
  readonly bert?: {
    readonly clean: boolean;
    readonly ideographs: boolean;
    readonly accents: boolean;
    readonly lower: boolean;
  };
  /** Tokens that are found in the text before anything else. */
  readonly added: readonly number[];
  /** Special tokens around the text. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Leave spaces out of the offsets of byte-level tokens; but with `prefix` not a single one that the text begins with. */
  readonly trim?: { readonly prefix: boolean };
}

export interface PageToken {
  readonly id: number;
  readonly token: string;
  /** UTF-16 units; both 0 for a special token around the text. */
  readonly start: number;
  readonly end: number;
  readonly isSpecial: boolean;
}

/** A character after normalization, and what of the text it stands for. */
export interface Character {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What the playground gets. */
export interface PlaygroundData {
  readonly text: string;
  /** A `TokenizerData`, packed. */
  readonly tokenizer: string;
  /** Colours of the chips, in turn. */
  readonly colors: readonly string[];
}
