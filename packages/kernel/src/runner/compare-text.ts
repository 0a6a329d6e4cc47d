/** How far apart two numbers may be and still count as the same. */
export interface Tolerance {
  /** Of the larger number. */
  relative: number;
  /** For numbers that are zero but for rounding. */
  absolute: number;
}

export const closeTo = (a: number, b: number, { relative, absolute }: Tolerance): boolean =>
  a === b || Math.abs(a - b) <= Math.max(absolute, relative * Math.max(Math.abs(a), Math.abs(b)));

// Digits inside a word (bert2) or after a second point (the 3 of 1.2.3) are text; what follows may be a unit (12.5s).
const number = /(?<![\p{L}_\d.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?/giu;
const placeholder = "\u0000";

/** A line without its numbers. A sign or a digit more moves a table's columns, so blanks beside numbers count as one. */
const wording = (line: string): string =>
  line
    .replaceAll(number, placeholder)
    .replaceAll(new RegExp(` +(?=${placeholder})|(?<=${placeholder}) +`, "g"), " ");

function sameLine(stored: string, executed: string, tolerance: Tolerance): boolean {
  if (stored === executed) return true;
  if (wording(stored) !== wording(executed)) return false;
  const executedNumbers = executed.match(number) ?? [];
  return (stored.match(number) ?? []).every((text, i) =>
    closeTo(Number(text), Number(executedNumbers[i]), tolerance),
  );
}

/**
 * Compares two texts: their numbers within the tolerance, all else exactly. Gives the first line that differs in both,
 * with its number from 1 (undefined stands for a line that is not there), or undefined when the texts agree.
 */
export function compareText(
  stored: string,
  executed: string,
  tolerance: Tolerance,
): { line: number; stored: string | undefined; executed: string | undefined } | undefined {
  const storedLines = stored.split("\n");
  const executedLines = executed.split("\n");
  for (let i = 0; i < Math.max(storedLines.length, executedLines.length); i++) {
    const [a, b] = [storedLines[i], executedLines[i]];
    if (a === undefined || b === undefined || !sameLine(a, b, tolerance))
      return { line: i + 1, stored: a, executed: b };
  }
  return undefined;
}
