import { isLowSurrogate, type Matches } from "../unicode/matches.ts";
import { type NormalizationForm, normalizationChanges, normalizationForm } from "../unicode/normalization.ts";

/**
 * A text while it is normalized and cut up, which remembers what of the original each character stands for. All
 * positions are UTF-16 units.
 *
 * An insertion stands for what the character before it stands for, and so does what replaces a longer match, for its
 * last character: these are the conventions of the Rust library, which offsets have to share to be the same.
 */
export class NormalizedString {
  #text: string;
  /** What of the original is still covered, whatever normalization has deleted. */
  readonly originalStart: number;
  readonly originalEnd: number;
  readonly #tracked: boolean;
  /** The original range of each unit; without, unit i is that at #base + i. Slices share them, from #base on. */
  #starts: Int32Array | undefined;
  #ends: Int32Array | undefined;
  #base: number;

  private constructor(text: string, start: number, end: number, tracked: boolean, base: number) {
    this.#text = text;
    this.originalStart = start;
    this.originalEnd = end;
    this.#tracked = tracked;
    this.#base = base;
  }

  /**
   * A text as it comes. Half a surrogate pair becomes U+FFFD, one unit like itself, since no token can hold it.
   *
   * @param tracked false if nobody will ask for original ranges, which saves time
   */
  static of(text: string, tracked = true): NormalizedString {
    return new NormalizedString(text.toWellFormed(), 0, text.length, tracked, 0);
  }

  get text(): string {
    return this.#text;
  }

  /** What of the original a range stands for. */
  originalRange(start: number, end: number): [number, number] {
    if (start === end) return [this.originalStart + start, this.originalStart + end];
    return [this.#startOf(start), this.#endOf(end - 1)];
  }

  #startOf(unit: number): number {
    return this.#starts ? (this.#starts[this.#base + unit] as number) : this.#base + unit;
  }

  #endOf(unit: number): number {
    return this.#ends ? (this.#ends[this.#base + unit] as number) : this.#base + unit + 1;
  }

  slice(start: number, end: number): NormalizedString {
    const [originalStart, originalEnd] = this.#tracked ? this.originalRange(start, end) : [start, end];
    const text = this.#text.slice(start, end);
    const slice = new NormalizedString(text, originalStart, originalEnd, this.#tracked, this.#base + start);
    slice.#starts = this.#starts;
    slice.#ends = this.#ends;
    return slice;
  }

  /** Keeps only a range of the text, but covers as much of the original as before. */
  trim(start: number, end: number): void {
    this.#text = this.#text.slice(start, end);
    this.#base += start;
  }

  /** Another text whose every unit stands for what the unit at its place stood for. */
  setUnits(text: string): void {
    this.#text = text;
  }

  /** @param content what to put in place of a match */
  replace(matches: Matches, content: (match: string) => string): void {
    if (matches.length === 0) return;
    const text = this.#text;
    const alignment = this.#tracked ? new Alignment(text.length + 16) : undefined;
    const parts: string[] = [];
    let at = 0;
    for (let i = 0; i < matches.length; i += 2) {
      const [start, end] = [matches[i] as number, matches[i + 1] as number];
      const inserted = content(text.slice(start, end));
      parts.push(text.slice(at, start), inserted);
      if (alignment) {
        this.#copyUnits(alignment, at, start);
        const [from, to] = this.#characterBefore(end);
        alignment.add(from, to, inserted.length);
      }
      at = end;
    }
    parts.push(text.slice(at));
    if (alignment) this.#copyUnits(alignment, at, text.length);
    this.#become(parts.join(""), alignment);
  }

  /** Puts a text in front, unless there is none to put it in front of. */
  prepend(prefix: string): void {
    const text = this.#text;
    if (text === "") return;
    if (!this.#tracked) {
      this.#text = prefix + text;
      return;
    }
    const first = (text.codePointAt(0) as number) > 0xffff ? 2 : 1;
    const alignment = new Alignment(prefix.length + text.length);
    alignment.add(this.#startOf(0), this.#endOf(first - 1), prefix.length);
    this.#copyUnits(alignment, 0, text.length);
    this.#become(prefix + text, alignment);
  }

  normalize(form: NormalizationForm): void {
    const normalized = normalizationForm(this.#text, form);
    if (normalized === this.#text) return;
    if (!this.#tracked) {
      this.#text = normalized;
      return;
    }
    const ends = characterEnds(this.#text);
    const alignment = new Alignment(normalized.length);
    let consumed = 0;
    for (const { char, change } of normalizationChanges(this.#text, form)) {
      const [from, to] = this.#characterBefore((change > 0 ? ends[consumed - 1] : ends[consumed]) ?? 0);
      alignment.add(from, to, char.length);
      if (change <= 0) consumed += 1 - change;
    }
    this.#become(normalized, alignment);
  }

  /** What the character that ends at a unit stands for; in front of the first, nothing at the very beginning. */
  #characterBefore(end: number): [number, number] {
    if (end === 0) return [this.originalStart, this.originalStart];
    const start = end - (end > 1 && isLowSurrogate(this.#text.charCodeAt(end - 1)) ? 2 : 1);
    return [this.#startOf(start), this.#endOf(end - 1)];
  }

  #copyUnits(alignment: Alignment, start: number, end: number): void {
    if (this.#starts && this.#ends) {
      alignment.addAll(
        this.#starts.subarray(this.#base + start, this.#base + end),
        this.#ends.subarray(this.#base + start, this.#base + end),
      );
    } else for (let i = start; i < end; i++) alignment.add(this.#base + i, this.#base + i + 1, 1);
  }

  #become(text: string, alignment: Alignment | undefined): void {
    this.#text = text;
    if (!alignment) return;
    this.#starts = alignment.starts;
    this.#ends = alignment.ends;
    this.#base = 0;
  }
}

/** Where each character ends. */
function characterEnds(text: string): number[] {
  const ends: number[] = [];
  let end = 0;
  for (const char of text) {
    end += char.length;
    ends.push(end);
  }
  return ends;
}

/** Original ranges of units, appended one after the other. */
class Alignment {
  starts: Int32Array;
  ends: Int32Array;
  #length = 0;

  constructor(capacity: number) {
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
  }

  add(start: number, end: number, count: number): void {
    this.#reserve(count);
    for (let i = 0; i < count; i++) {
      this.starts[this.#length] = start;
      this.ends[this.#length] = end;
      this.#length += 1;
    }
  }

  addAll(starts: Int32Array, ends: Int32Array): void {
    this.#reserve(starts.length);
    this.starts.set(starts, this.#length);
    this.ends.set(ends, this.#length);
    this.#length += starts.length;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.starts.length) return;
    const grow = (old: Int32Array) => {
      const grown = new Int32Array(Math.max(needed, 2 * old.length));
      grown.set(old);
      return grown;
    };
    this.starts = grow(this.starts);
    this.ends = grow(this.ends);
  }
}
