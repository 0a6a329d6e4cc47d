import { FigureFormatError } from "../errors.ts";

/**
 * A number as a report writes it.
 *
 * | format | 1234.5678 | 0.0356 |
 * |---|---|---|
 * | none | 1,234.5678 | 0.0356 |
 * | `.2` | 1,234.57 | 0.04 |
 * | `.1%` | 123,456.8 % | 3.6 % |
 * | `.1e` | 1.2e+3 | 3.6e−2 |
 *
 * Below zero with a minus sign, not a hyphen.
 *
 * @throws FigureFormatError
 */
export function formatFigure(value: number, format = ""): string {
  const parts = /^(?:\.(\d{1,2}))?([%e]?)$/.exec(format);
  if (!parts) throw new FigureFormatError(`a format such as .2, .1% or .1e expected: ${format}`);
  const digits = parts[1] === undefined ? undefined : Number(parts[1]);
  if (parts[2] === "e") return withMinus(value.toExponential(digits));
  const percent = parts[2] === "%";
  const numbers = new Intl.NumberFormat("en", {
    minimumFractionDigits: digits ?? 0,
    maximumFractionDigits: digits ?? 10,
  });
  // A narrow space that does not break, before the sign, as the rest of the course has it.
  return withMinus(percent ? `${numbers.format(value * 100)}\u202f%` : numbers.format(value));
}

const withMinus = (number: string): string => number.replaceAll("-", "−");
