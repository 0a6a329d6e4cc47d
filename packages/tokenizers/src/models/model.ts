/** A token of a word. */
export interface Token {
  readonly id: number;
  readonly value: string;
  /** What of the word it stands for, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** Tokens by their text: what a vocabulary is given as. */
export type VocabLike = ReadonlyMap<string, number> | Readonly<Record<string, number>>;

/** Turns words into tokens. */
export abstract class Model {
  /** The tokens of a word; none of an empty one. */
  abstract tokenize(word: string): readonly Token[];

  abstract tokenToId(token: string): number | undefined;

  abstract idToToken(id: number): string | undefined;

  abstract getVocab(): ReadonlyMap<string, number>;

  abstract get vocabSize(): number;

  /** As in a tokenizer.json. */
  abstract toJson(): ModelJson;
}

/** The section `model` of a tokenizer.json. */
export type ModelJson = { readonly type: string } & Readonly<Record<string, unknown>>;
