import { spoken } from "./plot-options.ts";

/** Values at 0, 1, 2, …, or points. */
export type Series = ArrayLike<number> | readonly (readonly [x: number, y: number])[];

/** A point as Vega-Lite takes it; a gap has no `y`. */
export interface SeriesRow {
  series: string;
  x: number;
  y: number | null;
}

export function seriesRows(name: string, values: Series): SeriesRow[] {
  return Array.from<number | readonly [number, number], SeriesRow>(values, (value, i) => {
    const [x, y] = typeof value === "number" ? [i, value] : value;
    return { series: name, x, y: Number.isFinite(y) ? y : null };
  });
}

/** How a series goes, in words. */
export function describeSeries(name: string, rows: readonly SeriesRow[]): string {
  const values = rows.filter((row) => row.series === name).flatMap((row) => row.y ?? []);
  if (values.length === 0) return `${name} without values`;
  return `${name} from ${spoken(values[0] ?? 0)} to ${spoken(values.at(-1) ?? 0)} over ${values.length} points`;
}
