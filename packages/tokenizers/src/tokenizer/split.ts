import type { Matches } from "../unicode/matches.ts";

export const splitBehaviors = [
  "removed",
  "isolated",
  "merged_with_previous",
  "merged_with_next",
  "contiguous",
] as const;

/**
 * What becomes of a delimiter. Splitting `the-final--countdown` at `-`:
 *
 * - removed: `the`, `final`, `countdown`
 * - isolated: `the`, `-`, `final`, `-`, `-`, `countdown`
 * - merged_with_previous: `the-`, `final-`, `-`, `countdown`
 * - merged_with_next: `the`, `-final`, `-`, `-countdown`
 * - contiguous: `the`, `-`, `final`, `--`, `countdown`
 */
export type SplitBehavior = (typeof splitBehaviors)[number];

/**
 * The ranges that a text of a length falls into: start and end of one after the other. Some may be empty.
 *
 * @param invert take what is between the matches for the delimiters
 */
export function splitRanges(
  length: number,
  matches: Matches,
  behavior: SplitBehavior,
  invert = false,
): number[] {
  const { bounds, delimiters } = segments(length, matches, invert);
  if (behavior === "isolated") return bounds;
  const ranges: number[] = [];
  if (behavior === "removed") {
    for (let i = 0; i < delimiters.length; i++)
      if (!delimiters[i]) ranges.push(bounds[2 * i] as number, bounds[2 * i + 1] as number);
    return ranges;
  }
  const backward = behavior === "merged_with_next";
  let wasDelimiter = false;
  for (let k = 0; k < delimiters.length; k++) {
    const i = backward ? delimiters.length - 1 - k : k;
    const isDelimiter = delimiters[i] as boolean;
    const joins = behavior === "contiguous" ? isDelimiter === wasDelimiter : isDelimiter && !wasDelimiter;
    const [start, end] = [bounds[2 * i] as number, bounds[2 * i + 1] as number];
    if (!joins || ranges.length === 0) ranges.push(backward ? end : start, backward ? start : end);
    else ranges[ranges.length - 1] = backward ? start : end;
    wasDelimiter = isDelimiter;
  }
  return backward ? ranges.reverse() : ranges;
}

/** The matches and what is between them, and which of it is delimiters. */
function segments(length: number, matches: Matches, invert: boolean) {
  const bounds: number[] = [];
  const delimiters: boolean[] = [];
  let at = 0;
  const add = (start: number, end: number, isMatch: boolean) => {
    bounds.push(start, end);
    delimiters.push(isMatch !== invert);
  };
  for (let i = 0; i < matches.length; i += 2) {
    const [start, end] = [matches[i] as number, matches[i + 1] as number];
    if (at !== start) add(at, start, false);
    add(start, end, true);
    at = end;
  }
  if (at !== length || length === 0) add(at, length, false);
  return { bounds, delimiters };
}
