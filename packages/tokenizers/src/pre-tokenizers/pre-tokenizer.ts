import { NormalizedString } from "../tokenizer/normalized-string.ts";
import { type SplitBehavior, splitRanges } from "../tokenizer/split.ts";
import type { Pattern } from "../unicode/matches.ts";

/** Cuts a text into the words that a model tokenizes one by one. */
export abstract class PreTokenizer {
  /** The words of a text, which may change it, too. None is empty. */
  abstract cut(text: NormalizedString): NormalizedString[];

  /** As in a tokenizer.json. */
  abstract toJson(): object;

  /** Whether `cut` asks where in the original a text is. */
  get usesOffsets(): boolean {
    return false;
  }

  /** The words, and what of the text each stands for, in UTF-16 units. */
  preTokenizeStr(text: string): [string, [number, number]][] {
    if (text === "") return [];
    return this.cut(NormalizedString.of(text)).map((word) => [
      word.text,
      [word.originalStart, word.originalEnd],
    ]);
  }
}

/** Splits a text, and leaves out what is empty. */
export function splitText(
  text: NormalizedString,
  pattern: Pattern,
  behavior: SplitBehavior,
  invert = false,
): NormalizedString[] {
  const matches = pattern.matches(text.text);
  if (matches.length === 0 && !invert) return text.text === "" ? [] : [text];
  const ranges = splitRanges(text.text.length, matches, behavior, invert);
  const parts: NormalizedString[] = [];
  for (let i = 0; i < ranges.length; i += 2) {
    const [start, end] = [ranges[i] as number, ranges[i + 1] as number];
    if (start < end) parts.push(text.slice(start, end));
  }
  return parts;
}
