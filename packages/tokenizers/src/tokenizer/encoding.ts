import type { Token } from "../models/model.ts";
import type { Piece } from "./pre-tokenized-string.ts";

/** What a text becomes, an entry for each token. */
export class Encoding {
  readonly ids: number[] = [];
  readonly tokens: string[] = [];
  typeIds: number[] = [];
  /** Which word of its text a token belongs to; null for special tokens that were added. */
  readonly wordIds: (number | null)[] = [];
  /** What of its text a token stands for, in UTF-16 units; [0, 0] for special tokens that were added. */
  readonly offsets: [number, number][] = [];
  /** 1 for special tokens that were added. */
  readonly specialTokensMask: number[] = [];
  readonly attentionMask: number[] = [];
  /** What the offsets of a token are positions in. */
  readonly #texts: string[] = [];
  /** Where the tokens of each text are, by its number. Everything is the first text's if there is nothing. */
  readonly sequenceRanges = new Map<number, readonly [number, number]>();

  get length(): number {
    return this.ids.length;
  }

  /** Which text a token belongs to, 0 or 1; null for special tokens that were added. */
  get sequenceIds(): (number | null)[] {
    const { length, sequenceRanges } = this;
    if (sequenceRanges.size === 0) return new Array<number>(length).fill(0);
    const ids = new Array<number | null>(length).fill(null);
    for (const [sequence, [start, end]] of [...sequenceRanges].sort(([a], [b]) => a - b))
      ids.fill(sequence, start, end);
    return ids;
  }

  /** Says that all of it is one text's. */
  setSequence(sequence: number): void {
    this.sequenceRanges.set(sequence, [0, this.length]);
  }

  setTypeId(typeId: number): void {
    this.typeIds = new Array<number>(this.length).fill(typeId);
  }

  /** Appends a copy of another. */
  append(other: Encoding): void {
    for (const [sequence, [start, end]] of other.sequenceRanges)
      this.sequenceRanges.set(sequence, [this.length + start, this.length + end]);
    for (let i = 0; i < other.length; i++) {
      const [start, end] = other.offsets[i] as [number, number];
      this.ids.push(other.ids[i] as number);
      this.tokens.push(other.tokens[i] as string);
      this.typeIds.push(other.typeIds[i] as number);
      this.wordIds.push(other.wordIds[i] as number | null);
      this.offsets.push([start, end]);
      this.specialTokensMask.push(other.specialTokensMask[i] as number);
      this.attentionMask.push(other.attentionMask[i] as number);
      this.#texts.push(other.#texts[i] as string);
    }
  }

  static merged(encodings: readonly Encoding[]): Encoding {
    const merged = new Encoding();
    for (const encoding of encodings) merged.append(encoding);
    return merged;
  }

  /** Special tokens that are added to a text. */
  static special(
    tokens: readonly { readonly id: number; readonly token: string }[],
    typeId: number,
  ): Encoding {
    const encoding = new Encoding();
    for (const { id, token } of tokens) encoding.#push(id, token, typeId, null, [0, 0], 1, "");
    return encoding;
  }

  /**
   * @param original the text that the pieces are of
   * @param tokenize what a model does to a word
   * @param word the number of the word that all of this is, if words are given
   */
  addPieces(
    original: string,
    pieces: readonly Piece[],
    tokenize: (word: string) => readonly Token[],
    word?: number,
  ): void {
    for (const [i, { text, token }] of pieces.entries())
      for (const { id, value, start, end } of token ? [token] : tokenize(text.text))
        this.#push(id, value, 0, word ?? i, text.originalRange(start, end), 0, original);
  }

  /** Takes characters at the ends of a token out of its offsets. If it has not as many, nothing is left. */
  trimOffsets(token: number, leading: number, trailing: number): void {
    const offsets = this.offsets[token] as [number, number];
    const text = this.#texts[token] as string;
    let [start, end] = offsets;
    for (let i = 0; i < leading && start < end; i++) start += isPair(text, start) ? 2 : 1;
    let trimmed = end;
    for (let i = 0; i < trailing && trimmed >= 0; i++) trimmed -= isPair(text, trimmed - 2) ? 2 : 1;
    if (trimmed >= 0) end = Math.max(trimmed, start);
    offsets[0] = start;
    offsets[1] = end;
  }

  #push(
    id: number,
    token: string,
    typeId: number,
    word: number | null,
    offsets: [number, number],
    special: number,
    text: string,
  ): void {
    this.ids.push(id);
    this.tokens.push(token);
    this.typeIds.push(typeId);
    this.wordIds.push(word);
    this.offsets.push(offsets);
    this.specialTokensMask.push(special);
    this.attentionMask.push(1);
    this.#texts.push(text);
  }
}

/** Whether a character of two units begins here. */
function isPair(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff;
}
