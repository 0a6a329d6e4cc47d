import type { Span, TokenizedText } from "../engine/engine.ts";
import type { Slot } from "./arrangement.ts";
import type { Side } from "./truncate.ts";

type Special = Extract<Slot, { id: number }>;

/** A special token, or tokens of a text. */
export type Part =
  | Special
  | {
      readonly text: TokenizedText;
      readonly sequence: 0 | 1;
      readonly typeId: number;
      readonly start: number;
      readonly end: number;
    };

export interface Padding {
  readonly id: number;
  readonly token: string;
  readonly typeId: number;
  readonly side: Side;
  readonly count: number;
}

/** What makes one row of a batch: put together when it is read, list by list. */
export class Row {
  readonly #parts: readonly Part[];
  #padding: Padding | undefined;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  pad(padding: Padding): void {
    this.#padding = padding;
  }

  get length(): number {
    const tokens = this.#parts.reduce((sum, part) => sum + lengthOf(part), 0);
    return tokens + (this.#padding?.count ?? 0);
  }

  get ids(): number[] {
    return this.#list(
      (text) => text.ids,
      ({ id }) => id,
      (padding) => padding.id,
    );
  }

  get tokens(): string[] {
    return this.#list(
      (text) => text.tokens,
      ({ token }) => token,
      (padding) => padding.token,
    );
  }

  /** In UTF-16 units of the text that a token is of; [0, 0] where it is of none. */
  get offsets(): Span[] {
    const none = (): Span => [0, 0];
    return this.#list((text) => text.offsets, none, none);
  }

  /** Null for special tokens and padding. */
  get wordIds(): (number | null)[] {
    const none = () => null;
    return this.#list<number | null>((text) => text.wordIds, none, none);
  }

  get typeIds(): number[] {
    return this.#fill((part) => part.typeId, this.#padding?.typeId ?? 0);
  }

  get attentionMask(): number[] {
    return this.#fill(() => 1, 0);
  }

  get specialTokensMask(): number[] {
    return this.#fill((part) => ("id" in part ? 1 : 0), 1);
  }

  /** Null for special tokens and padding. */
  get sequenceIds(): (number | null)[] {
    return this.#fill<number | null>((part) => ("id" in part ? null : part.sequence), null);
  }

  /** Where the tokens of a text are, if it is there. */
  sequenceRange(sequence: number): Span | undefined {
    let at = this.#padding?.side === "left" ? this.#padding.count : 0;
    for (const part of this.#parts) {
      const length = lengthOf(part);
      if (!("id" in part) && part.sequence === sequence) return [at, at + length];
      at += length;
    }
    return undefined;
  }

  #list<T>(
    ofText: (text: TokenizedText) => readonly T[],
    ofSpecial: (special: Special) => T,
    ofPadding: (padding: Padding) => T,
  ): T[] {
    const list: T[] = [];
    const padding = this.#padding;
    const pad = (side: Side) => {
      if (padding?.side === side) for (let i = 0; i < padding.count; i++) list.push(ofPadding(padding));
    };
    pad("left");
    for (const part of this.#parts) {
      if ("id" in part) {
        list.push(ofSpecial(part));
        continue;
      }
      const values = ofText(part.text);
      for (let i = part.start; i < part.end; i++) list.push(values[i] as T);
    }
    pad("right");
    return list;
  }

  #fill<T>(ofPart: (part: Part) => T, ofPadding: T): T[] {
    const list: T[] = [];
    const padding = this.#padding;
    const pad = (side: Side) => {
      if (padding?.side === side) for (let i = 0; i < padding.count; i++) list.push(ofPadding);
    };
    pad("left");
    for (const part of this.#parts) {
      const value = ofPart(part);
      for (let i = lengthOf(part); i > 0; i--) list.push(value);
    }
    pad("right");
    return list;
  }
}

function lengthOf(part: Part): number {
  return "id" in part ? 1 : part.end - part.start;
}
