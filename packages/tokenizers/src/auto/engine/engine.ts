import type { PostProcessor } from "../../post-processors/post-processor.ts";
import type { AddedToken } from "../../tokenizer/added-token.ts";

/** From where to where in a text, in UTF-16 units: `text.slice(start, end)`. */
export type Span = readonly [start: number, end: number];

/** The tokens of a text, without any special ones around it. Everything but the ids only on a fast tokenizer. */
export interface TokenizedText {
  readonly length: number;
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
  readonly offsets: readonly Span[];
  readonly wordIds: readonly (number | null)[];
}

/** The library that does a tokenizer's work on texts one by one. */
export interface Engine {
  readonly isFast: boolean;
  readonly postProcessor: PostProcessor | undefined;
  /** By id. */
  readonly addedTokens: ReadonlyMap<number, AddedToken>;
  tokenize(texts: readonly string[]): Promise<TokenizedText[]>;
  /** @param skipSpecialTokens leave special tokens out */
  decode(ids: readonly number[], skipSpecialTokens: boolean): string;
  tokenToId(token: string): number | undefined;
  idToToken(id: number): string | undefined;
  getVocab(withAddedTokens: boolean): Map<string, number>;
  getVocabSize(withAddedTokens: boolean): number;
  /** Those that the model knows keep their ids. */
  addTokens(tokens: readonly AddedToken[]): void;
  /** The text of a tokenizer.json. */
  toJson(): Promise<string>;
}
