import type { ModelConfig } from "./options/model-config.ts";

/** A batch of sequences that a model reads from left to right, remembering keys and values of what it has read. */
export interface Decoding {
  /** What is read first, in rows of one length: the prompts padded on the left, or those of an encoder-decoder's decoder. */
  readonly prompts: readonly (readonly number[])[];
  /**
   * Reads the next tokens, the prompts first and then one token of each row at a time.
   *
   * @param tokens rows of one length
   * @returns the logits of the token after the last one, a row of the vocabulary each; views of the same memory, which
   * holds them until the next call
   */
  read(tokens: readonly (readonly number[])[]): Promise<Float32Array[]>;
  /** Goes on with these rows of what was read, in this order; a row may come several times, or not at all. */
  select(rows: readonly number[]): void;
}

/** What a row begins with. */
export interface RowInput {
  /** Of an encoder-decoder: the input of its encoder. */
  readonly source: readonly number[];
  /** What is read first, without padding. */
  readonly prompt: readonly number[];
}

/** Sequences that a model reads together, which may come and go between two steps. */
export interface Rows {
  /** How many tokens of each row were read. */
  readonly lengths: readonly number[];
  /** How many tokens the memory for keys and values has room for, and its size in bytes where that is known. */
  readonly allocatedTokens: number;
  readonly cacheBytes: number | undefined;
  /** How many tokens there must be room for where rows have these lengths. */
  tokensFor(lengths: readonly number[]): number;
  /**
   * Reads prompts, which are the last rows from then on. Equal ones may be read once.
   *
   * @returns as `Decoding.read`
   */
  join(inputs: readonly RowInput[]): Promise<Float32Array[]>;
  /**
   * Reads the next token of each row.
   *
   * @returns as `Decoding.read`
   */
  read(tokenIds: readonly number[]): Promise<Float32Array[]>;
  /** Goes on with these rows, in ascending order. */
  keep(rows: readonly number[]): void;
}

/** A model that `generate` continues sequences with: a decoder, or an encoder with a decoder. */
export interface LanguageModel extends ModelConfig, AsyncDisposable {
  readonly vocabSize: number;
  readonly isEncoderDecoder: boolean;
  /**
   * Begins with a batch of prompts without padding, of any lengths.
   *
   * @param decoderPrompts of an encoder-decoder: what its decoder begins with, rows of one length
   */
  start(
    prompts: readonly (readonly number[])[],
    padTokenId: number,
    decoderPrompts?: readonly (readonly number[])[],
  ): Decoding;
  /** Begins with no rows. Where it is missing, rows that come and go are read one by one. */
  startRows?(): Rows;
}
