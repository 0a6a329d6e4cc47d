import type { Tokenizer } from "tokenizers";
import type { Span, TokenizedText } from "./engine.ts";

type RustEncoding = Awaited<ReturnType<Tokenizer["encode"]>>;

/** What the Rust library made of a text. Each list is fetched when it is first read, since fetching costs as much as encoding. */
export class FastText implements TokenizedText {
  readonly #text: string;
  readonly #encoding: RustEncoding;
  /** Goes when the encoding does: see NativeMemory. */
  readonly notice: ArrayBuffer | undefined;
  #ids: number[] | undefined;
  #tokens: string[] | undefined;
  #offsets: Span[] | undefined;
  #wordIds: (number | null)[] | undefined;

  constructor(text: string, encoding: RustEncoding, notice?: ArrayBuffer) {
    this.#text = text;
    this.#encoding = encoding;
    this.notice = notice;
  }

  get length(): number {
    return this.#ids?.length ?? this.#encoding.getLength();
  }

  get ids(): readonly number[] {
    this.#ids ??= this.#encoding.getIds();
    return this.#ids;
  }

  get tokens(): readonly string[] {
    this.#tokens ??= this.#encoding.getTokens();
    return this.#tokens;
  }

  get offsets(): readonly Span[] {
    this.#offsets ??= inUnits(this.#encoding.getOffsets() as [number, number][], this.#text);
    return this.#offsets;
  }

  get wordIds(): readonly (number | null)[] {
    this.#wordIds ??= this.#encoding.getWordIds().map((id) => id ?? null);
    return this.#wordIds;
  }
}

/** Rust counts characters. They are units as well unless the text has some beyond U+FFFF, which are two. */
function inUnits(offsets: [number, number][], text: string): Span[] {
  if (!/[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text)) return offsets;
  const units = [0];
  for (const character of text) units.push((units.at(-1) as number) + character.length);
  return offsets.map(([start, end]) => [units[start] as number, units[end] as number]);
}
