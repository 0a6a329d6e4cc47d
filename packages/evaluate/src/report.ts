import type { ConfidenceInterval } from "./bootstrap/bootstrap-confidence-interval.ts";
import { EmptyInputError } from "./errors.ts";

// Stands out from white and from the dark themes' grey alike.
const color = "#2b8acb";

const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

/** A system's numbers, with or without intervals, by their metrics' names. What else a metric gives is not shown. */
export type SystemResults = Readonly<Record<string, unknown>>;

/** One number of one system. */
export interface ReportPoint {
  readonly system: string;
  readonly metric: string;
  readonly value: number;
  /** The ends of its interval, if it has one. */
  readonly low?: number;
  readonly high?: number;
}

export interface Report {
  /** A row for each system: its name as `system`, and for each metric a text such as `0.812 [0.790, 0.834]`. */
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly points: readonly ReportPoint[];
  /** A Vega-Lite chart: a panel for each metric, a dot for each system, and bars for the intervals. */
  readonly spec: { readonly description: string; readonly [property: string]: unknown };
  [jupyterDisplay](): { readonly "text/plain": string; readonly "text/html": string };
}

/**
 * Several systems side by side: `report({ baseline: accuracy(a), tuned: bootstrapConfidenceInterval(accuracy, b) })`. The last
 * value of a cell, it shows itself as a table.
 *
 * @param options.digits behind the decimal point in the table. Default: 3
 * @throws EmptyInputError if there is no number to show
 */
export function report(
  results: Readonly<Record<string, SystemResults>>,
  { digits = 3 }: { readonly digits?: number } = {},
): Report {
  const points = Object.entries(results).flatMap(([system, metrics]) =>
    Object.entries(metrics).flatMap(([metric, result]) => toPoint(system, metric, result)),
  );
  if (points.length === 0) throw new EmptyInputError("report");
  const metrics = [...new Set(points.map(({ metric }) => metric))];
  const rows = Object.keys(results).map((system) => {
    const own = points.filter((point) => point.system === system);
    const cells = metrics.map((metric) => [
      metric,
      cell(
        own.find((point) => point.metric === metric),
        digits,
      ),
    ]);
    return { system, ...Object.fromEntries(cells) } as Record<string, string>;
  });
  const table = [
    ["system", ...metrics],
    ...rows.map((row) => [row.system, ...metrics.map((name) => row[name])]),
  ];
  return {
    rows,
    points,
    spec: dotPlot(points, metrics, Object.keys(results)),
    [jupyterDisplay]: () => ({
      "text/plain": plainTable(table as string[][]),
      "text/html": htmlTable(table as string[][]),
    }),
  };
}

function toPoint(system: string, metric: string, result: unknown): ReportPoint[] {
  if (typeof result === "number") return [{ system, metric, value: result }];
  const { value, low, high } = (result ?? {}) as Partial<ConfidenceInterval>;
  return typeof value === "number" && typeof low === "number" && typeof high === "number"
    ? [{ system, metric, value, low, high }]
    : [];
}

function cell(point: ReportPoint | undefined, digits: number): string {
  if (!point) return "";
  const text = (value: number) => value.toFixed(digits);
  const { value, low, high } = point;
  return low === undefined || high === undefined
    ? text(value)
    : `${text(value)} [${text(low)}, ${text(high)}]`;
}

function dotPlot(
  points: readonly ReportPoint[],
  metrics: readonly string[],
  systems: readonly string[],
): Report["spec"] {
  const system = { field: "system", type: "nominal", sort: systems, title: null };
  const across = (field: string) => ({ field, type: "quantitative", title: null, scale: { zero: false } });
  const tooltip = [
    { field: "system" },
    ...["value", "low", "high"].map((field) => ({ field, format: ".4f" })),
  ];
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    description: `A dot for the ${metrics.join(", ")} of ${systems.join(", ")}, with bars for intervals.`,
    data: { values: points },
    facet: { column: { field: "metric", type: "nominal", sort: metrics, title: null } },
    spec: {
      layer: [
        {
          // Only for numbers with an interval.
          transform: [{ filter: "isValid(datum.low)" }],
          mark: { type: "rule", strokeWidth: 2, color },
          encoding: { y: system, x: across("low"), x2: { field: "high" } },
        },
        {
          mark: { type: "point", filled: true, size: 70, opacity: 1, color },
          encoding: { y: system, x: across("value"), tooltip },
        },
      ],
    },
    resolve: { scale: { x: "independent" } },
  };
}

function plainTable(table: readonly (readonly string[])[]): string {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => text.padEnd(widths[column] as number))
      .join("  ")
      .trimEnd();
  return table.map(line).join("\n");
}

function htmlTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const row = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join("")}</tr>`;
  return `<table><thead>${row("th", head)}</thead><tbody>${rows.map((cells) => row("td", cells)).join("")}</tbody></table>`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] as string);
}
