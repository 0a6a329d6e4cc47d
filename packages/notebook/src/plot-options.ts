import { InvalidMediaError } from "./errors.ts";

export interface PlotOptions {
  title: string;
  /** What the plot shows, for readers who cannot see it. Default: a sentence made from the title and the values. */
  description?: string;
}

/** A Vega expression for the label of an ordinal position, so that equal labels stay apart. */
export function labelExpression(labels: readonly string[], length: number): string {
  if (labels.length !== length) {
    throw new InvalidMediaError(`${length} rows or columns need as many labels: ${labels.length}`);
  }
  return `${JSON.stringify(labels)}[datum.value]`;
}

/** A number for a sentence: three significant digits. */
export function spoken(value: number): string {
  return String(Number(value.toPrecision(3)));
}
