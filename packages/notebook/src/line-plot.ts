import type { Displayable } from "./mime-bundle.ts";
import { plot } from "./plot.ts";
import type { PlotOptions } from "./plot-options.ts";
import { describeSeries, type Series, seriesRows } from "./series.ts";

export interface LinePlotOptions extends PlotOptions {
  /** Default "step". */
  xLabel?: string;
  yLabel?: string;
  /** Default "linear". */
  yScale?: "linear" | "log";
}

/** Lines over a number, one per named series, told apart by colour and dashes. A value that is not finite is a gap. */
export function linePlot(
  series: Record<string, Series>,
  { title, description, xLabel = "step", yLabel, yScale = "linear" }: LinePlotOptions,
): Displayable {
  const names = Object.keys(series);
  const rows = Object.entries(series).flatMap(([name, values]) => seriesRows(name, values));
  const last = rows.reduce((max, row) => Math.max(max, row.x), 0);
  const steps = rows.every((row) => Number.isInteger(row.x)) && last <= 10;
  // Not `sort`, which makes two legends of this in version 5.
  const line = {
    field: "series",
    type: "nominal",
    scale: { domain: names },
    legend: { title: null, labelLimit: 300 },
  };
  return plot({
    title,
    description: description ?? `${title}: ${names.map((name) => describeSeries(name, rows)).join("; ")}.`,
    width: 480,
    height: 260,
    data: { values: rows },
    mark: {
      type: "line",
      tooltip: true,
      point: rows.length <= 40 * names.length,
    },
    encoding: {
      x: {
        field: "x",
        type: "quantitative",
        title: xLabel,
        axis: { grid: false, ...(steps && { tickCount: last }) },
        scale: { zero: false, nice: false },
      },
      y: {
        field: "y",
        type: "quantitative",
        title: yLabel ?? null,
        scale: { type: yScale, ...(yScale === "linear" && { zero: false }) },
      },
      ...(names.length > 1 && { color: line, strokeDash: line }),
    },
  });
}
