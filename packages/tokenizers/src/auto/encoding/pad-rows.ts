import type { Padding, Row } from "./row.ts";

export interface RowPadding extends Omit<Padding, "count"> {
  /** Default: the longest row's. */
  readonly length?: number | undefined;
  readonly multipleOf: number;
}

/** Pads rows to one length. Rows that are longer than the length asked for stay as they are. */
export function padRows(rows: readonly Row[], { length, multipleOf, ...padding }: RowPadding): void {
  const lengths = rows.map((row) => row.length);
  const wanted = paddedLength(lengths, length, multipleOf);
  for (const [i, row] of rows.entries()) {
    const count = wanted - (lengths[i] as number);
    if (count > 0) row.pad({ ...padding, count });
  }
}

export function paddedLength(
  lengths: readonly number[],
  length: number | undefined,
  multipleOf: number,
): number {
  const wanted = length ?? lengths.reduce((longest, each) => Math.max(longest, each), 0);
  return Math.ceil(wanted / multipleOf) * multipleOf;
}
