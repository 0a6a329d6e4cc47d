import type { NextToken } from "./next-token.ts";

export interface SamplingRow {
  /** Undefined for all that have no row of their own. */
  readonly id: number | undefined;
  readonly label: string;
  readonly before: number;
  readonly after: number;
  /** "kept", or "cut by top-k"; of many how many are kept. */
  readonly status: string;
}

/** The likeliest tokens, the likeliest first, and all others in one row. */
export function samplingRows(
  next: NextToken,
  names: ReadonlyMap<number, string>,
  count: number,
): SamplingRow[] {
  const order = Array.from(next.before.keys()).sort((a, b) => (next.before[b] ?? 0) - (next.before[a] ?? 0));
  const rows: SamplingRow[] = order.slice(0, count).map((id) => ({
    ...{
      id,
      label: names.get(id) ?? `token ${id}`,
      status: next.cuts[id] ? `cut by ${next.cuts[id]}` : "kept",
    },
    ...{ before: next.before[id] ?? 0, after: next.after[id] ?? 0 },
  }));
  const others = order.slice(count);
  if (others.length === 0) return rows;
  const sum = (values: Float64Array) => others.reduce((total, id) => total + (values[id] ?? 0), 0);
  const kept = others.filter((id) => next.cuts[id] === undefined).length;
  const label = `${others.length} other token${others.length === 1 ? "" : "s"}`;
  return [
    ...rows,
    {
      id: undefined,
      label,
      before: sum(next.before),
      after: sum(next.after),
      status: `${kept === 0 ? "none" : kept} kept`,
    },
  ];
}

/** A share in per cent, with two digits where it is small. */
export function percent(share: number): string {
  return share > 0 && share < 0.0001 ? "<0.01 %" : `${(100 * share).toFixed(share < 0.1 ? 2 : 1)} %`;
}
