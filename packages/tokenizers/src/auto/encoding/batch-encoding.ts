import { ArgumentError } from "../../errors.ts";
import type { Span } from "../engine/engine.ts";
import { FastTokenizerNeededError } from "../errors.ts";
import type { Row } from "./row.ts";
import { type Int64Tensor, int64Tensor } from "./tensor.ts";

/** What a list of ids is: of one text, of several, or a tensor. */
export type Ids = number[] | number[][] | Int64Tensor;

type Offsets<I extends Ids> = I extends Int64Tensor ? Int64Tensor : I extends number[][] ? Span[][] : Span[];
type Numbers<I extends Ids> = I extends Int64Tensor ? Int64Tensor : number[];

/** Which lists a batch has besides `input_ids`. */
export interface Fields {
  readonly tokenTypeIds: boolean;
  readonly attentionMask: boolean;
  readonly specialTokensMask: boolean;
  readonly offsetsMapping: boolean;
  readonly length: boolean;
  /** One text, whose lists are not in a list. */
  readonly isSingle: boolean;
  readonly tensors: boolean;
  /** Which text each row is of, where there may be several rows for one. */
  readonly overflowToSampleMapping?: readonly number[];
}

/**
 * What a tokenizer makes of texts: the inputs of a model by their names, made when they are first read; and, on a fast
 * tokenizer, what leads from tokens to words and characters and back. Positions in a text are UTF-16 units, so that
 * `text.slice(start, end)` is what a token stands for.
 *
 * Where there is one row, the methods may be given without its number: `charToToken(5)` is `charToToken(0, 5)`.
 */
export class BatchEncoding<I extends Ids = Ids> {
  declare readonly input_ids: I;
  declare readonly token_type_ids?: I;
  declare readonly attention_mask?: I;
  /** 1 for special tokens and padding. */
  declare readonly special_tokens_mask?: I;
  /** What each token stands for in its text; [0, 0] for special tokens and padding. */
  declare readonly offset_mapping?: Offsets<I>;
  /** Tokens of each row. */
  declare readonly length?: Numbers<I>;
  declare readonly overflow_to_sample_mapping?: Numbers<I>;
  /** Ids of the text that a model is to make. */
  declare readonly labels?: I;
  readonly #rows: readonly Row[];
  readonly #isFast: boolean;

  constructor(rows: readonly Row[], fields: Fields, isFast: boolean) {
    this.#rows = rows;
    this.#isFast = isFast;
    const perToken = <T extends number | Span>(key: string, list: (row: Row) => T[]) =>
      lazy(this, key, () => {
        if (fields.tensors) return int64Tensor(key, rows.map(list));
        return fields.isSingle ? list(rows[0] as Row) : rows.map(list);
      });
    const perRow = (key: string, list: () => readonly number[]) =>
      lazy(this, key, () => (fields.tensors ? int64Tensor(key, list()) : [...list()]));
    perToken("input_ids", (row) => row.ids);
    if (fields.tokenTypeIds) perToken("token_type_ids", (row) => row.typeIds);
    if (fields.attentionMask) perToken("attention_mask", (row) => row.attentionMask);
    if (fields.specialTokensMask) perToken("special_tokens_mask", (row) => row.specialTokensMask);
    if (fields.offsetsMapping) perToken("offset_mapping", (row) => row.offsets);
    if (fields.length) perRow("length", () => rows.map((row) => row.length));
    const { overflowToSampleMapping } = fields;
    if (overflowToSampleMapping) perRow("overflow_to_sample_mapping", () => overflowToSampleMapping);
    // Rows that differ in length are known of at once, not when somebody reads them.
    if (fields.tensors) this.input_ids;
  }

  /** The ids of a target text become these labels. */
  withLabels(target: BatchEncoding<I>): this {
    lazy(this, "labels", () => target.input_ids);
    return this;
  }

  /** Whether there is more than ids and masks. */
  get isFast(): boolean {
    return this.#isFast;
  }

  /** How many rows there are. */
  get batchSize(): number {
    return this.#rows.length;
  }

  tokens(batchIndex = 0): string[] {
    return this.#row("tokens", batchIndex).tokens;
  }

  /** The number of each token's word in its text; null for special tokens. */
  wordIds(batchIndex = 0): (number | null)[] {
    return this.#row("wordIds", batchIndex).wordIds;
  }

  /** Which text of a pair each token is of, 0 or 1; null for special tokens. */
  sequenceIds(batchIndex = 0): (number | null)[] {
    return this.#row("sequenceIds", batchIndex).sequenceIds;
  }

  /** Which text of a pair a token is of; null for special tokens. */
  tokenToSequence(batchOrTokenIndex: number, tokenIndex?: number): number | null {
    const [row, token] = this.#rowAnd("tokenToSequence", batchOrTokenIndex, tokenIndex);
    return row.sequenceIds.at(token) ?? null;
  }

  /** The number of a token's word; null for special tokens. */
  tokenToWord(batchOrTokenIndex: number, tokenIndex?: number): number | null {
    const [row, token] = this.#rowAnd("tokenToWord", batchOrTokenIndex, tokenIndex);
    return row.wordIds.at(token) ?? null;
  }

  /** What of its text a token stands for; null for special tokens. */
  tokenToChars(batchOrTokenIndex: number, tokenIndex?: number): Span | null {
    const [row, token] = this.#rowAnd("tokenToChars", batchOrTokenIndex, tokenIndex);
    if ((row.sequenceIds.at(token) ?? null) === null) return null;
    return row.offsets.at(token) ?? null;
  }

  /**
   * The tokens of a word, from the first to behind the last one; null if there are none, as for one that was cut off.
   *
   * @param sequenceIndex which text of a pair, default 0
   */
  wordToTokens(batchOrWordIndex: number, wordIndex?: number, sequenceIndex = 0): Span | null {
    const [row, word] = this.#rowAnd("wordToTokens", batchOrWordIndex, wordIndex);
    const [start, end] = row.sequenceRange(sequenceIndex) ?? [0, 0];
    const wordIds = row.wordIds.slice(start, end);
    const first = wordIds.indexOf(word);
    return first < 0 ? null : [start + first, start + wordIds.lastIndexOf(word) + 1];
  }

  /** What of its text a word is. */
  wordToChars(batchOrWordIndex: number, wordIndex?: number, sequenceIndex = 0): Span | null {
    const [row] = this.#rowAnd("wordToChars", batchOrWordIndex, wordIndex);
    const tokens = this.wordToTokens(batchOrWordIndex, wordIndex, sequenceIndex);
    if (!tokens) return null;
    const { offsets } = row;
    return [(offsets[tokens[0]] as Span)[0], (offsets[tokens[1] - 1] as Span)[1]];
  }

  /** The token that stands for a character among others; null for white space, or what was cut off. */
  charToToken(batchOrCharIndex: number, charIndex?: number, sequenceIndex = 0): number | null {
    const [row, char] = this.#rowAnd("charToToken", batchOrCharIndex, charIndex);
    const [start, end] = row.sequenceRange(sequenceIndex) ?? [0, 0];
    const { offsets } = row;
    for (let token = start; token < end; token++) {
      const [from, to] = offsets[token] as Span;
      if (from <= char && char < to) return token;
    }
    return null;
  }

  /** The word that a character is in. */
  charToWord(batchOrCharIndex: number, charIndex?: number, sequenceIndex = 0): number | null {
    const [row] = this.#rowAnd("charToWord", batchOrCharIndex, charIndex);
    const token = this.charToToken(batchOrCharIndex, charIndex, sequenceIndex);
    return token === null ? null : (row.wordIds[token] ?? null);
  }

  #rowAnd(method: string, batchOrIndex: number, index: number | undefined): [row: Row, index: number] {
    return index === undefined
      ? [this.#row(method, 0), batchOrIndex]
      : [this.#row(method, batchOrIndex), index];
  }

  #row(method: string, batchIndex: number): Row {
    if (!this.#isFast) throw new FastTokenizerNeededError(`BatchEncoding.${method}`);
    const row = this.#rows.at(batchIndex);
    if (!row) throw new ArgumentError(`a row's number expected, there are ${this.#rows.length}`, batchIndex);
    return row;
  }

  /** What `console.log` shows: the inputs of a model. */
  [Symbol.for("nodejs.util.inspect.custom")](): object {
    return { ...this };
  }
}

/** A property that is made when it is first read, and that copies like any other. */
function lazy(target: object, key: string, make: () => unknown): void {
  const settle = (value: unknown) =>
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  Object.defineProperty(target, key, {
    enumerable: true,
    configurable: true,
    get() {
      const value = make();
      settle(value);
      return value;
    },
    set: settle,
  });
}
