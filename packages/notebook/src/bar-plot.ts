import type { Displayable } from "./mime-bundle.ts";
import { plot } from "./plot.ts";
import { type PlotOptions, spoken } from "./plot-options.ts";

export interface BarPlotOptions extends PlotOptions {
  /** What the values are, such as "accuracy". */
  valueLabel?: string;
  /** d3-format of the values, such as ".1%". Default ".3~r": three significant digits. */
  format?: string;
}

/** Labelled values as horizontal bars, in the given order; each value is written beside its label. */
export function barPlot(
  values: Record<string, number> | Iterable<readonly [label: string, value: number]>,
  { title, description, valueLabel, format = ".3~r" }: BarPlotOptions,
): Displayable {
  const entries = Symbol.iterator in values ? [...values] : Object.entries(values);
  const rows = entries.map(([label, value], index) => ({ index, label, value }));
  const [names, numbers, digits] = [rows.map((row) => row.label), rows.map((row) => row.value), format].map(
    (literal) => JSON.stringify(literal),
  );
  // In the label and not as a mark at the bar's end: marks of text keep their colour in dark themes.
  const labelExpr = `${names}[datum.value] + '\u2002' + format(${numbers}[datum.value], ${digits})`;
  return plot({
    title,
    description:
      description ?? `${title}: ${entries.map(([label, value]) => `${label} ${spoken(value)}`).join(", ")}.`,
    width: 400,
    height: { step: 26 },
    data: { values: rows },
    mark: { type: "bar", tooltip: true },
    encoding: {
      x: { field: "value", type: "quantitative", title: valueLabel ?? null, axis: { format } },
      y: { field: "index", type: "ordinal", title: null, axis: { labelExpr, labelLimit: 500, ticks: false } },
      tooltip: [{ field: "label" }, { field: "value", format }],
    },
  });
}
