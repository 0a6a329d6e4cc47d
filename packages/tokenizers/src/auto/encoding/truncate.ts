import type { Span } from "../engine/engine.ts";
import { TruncationError } from "../errors.ts";

export type TruncationStrategy = "longest_first" | "only_first" | "only_second";
export type Side = "left" | "right";

export interface Truncation {
  readonly strategy: TruncationStrategy;
  /** Where tokens are taken away. */
  readonly side: Side;
  /** Tokens of a row, special ones included. */
  readonly maxLength: number;
  /** Tokens that a window shares with the one before. */
  readonly stride: number;
}

/**
 * Which tokens of one text or two to keep: for each row of the result a range of each text. The first row is the one that
 * truncation keeps; the others are what it cuts off, in windows that overlap by `stride`.
 *
 * @param lengths tokens of each text
 * @param space tokens that there is room for
 * @throws TruncationError
 */
export function truncate(lengths: readonly number[], space: number, truncation: Truncation): Span[][] {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total <= space) return [lengths.map((length): Span => [0, length])];
  const kept = keptLengths(lengths, space, truncation);
  const [first, second] = lengths.map((length, i) =>
    windows(length, kept[i] as number, truncation, lengths),
  ) as [Span[], Span[]?];
  if (!second) return first.map((window) => [window]);
  // The rest of the first text beside every window of the second, then the rest of the second beside the first's beginning.
  const [start, ...rest] = first as [Span, ...Span[]];
  const pairs = (window: Span, others: readonly Span[]) => others.map((other): Span[] => [window, other]);
  const [otherStart, ...otherRest] = second as [Span, ...Span[]];
  return [
    [start, otherStart],
    ...rest.flatMap((window) => pairs(window, second)),
    ...pairs(start, otherRest),
  ];
}

function keptLengths(lengths: readonly number[], space: number, { strategy }: Truncation): readonly number[] {
  if (space === 0) return lengths.map(() => 0);
  const [first, second] = lengths as [number, number?];
  if (strategy === "longest_first") return second === undefined ? [space] : shares(first, second, space);
  const cut = strategy === "only_first" ? 0 : 1;
  const other = cut === 0 ? (second ?? 0) : first;
  if (other >= space)
    throw new TruncationError(
      `truncation "${strategy}" leaves nothing of the text that it cuts, since ${space} tokens are to hold the other too; ` +
        'raise maxLength or pass truncation: "longest_first"',
      lengths,
    );
  return lengths.map((length, i) => (i === cut ? space - other : length));
}

/** What each of two texts gets: the shorter one all it needs, but if both need more than half, half each. */
function shares(first: number, second: number, space: number): [number, number] {
  const short = Math.min(first, second);
  const half = Math.floor(space / 2);
  if (short <= half) return first <= second ? [first, space - first] : [space - second, second];
  return first <= second ? [half, space - half] : [space - half, half];
}

/** Windows of `size` tokens each, the last one as long as what is left. */
function windows(
  length: number,
  size: number,
  { side, stride }: Truncation,
  lengths: readonly number[],
): Span[] {
  if (size >= length) return [[0, length]];
  if (size === 0)
    return [
      [0, 0],
      [0, length],
    ];
  if (stride >= size)
    throw new TruncationError(
      `a stride below the ${size} tokens that a window holds besides special ones needed, given ${stride}`,
      lengths,
    );
  const found: Span[] = [];
  for (let at = 0; ; at += size - stride) {
    const end = Math.min(at + size, length);
    found.push(side === "right" ? [at, end] : [length - end, length - at]);
    if (end === length) return found;
  }
}
