import type { Metrics } from "../trainer/callback.ts";
import type { ProgressReport } from "./on-progress.ts";
import { formatNumber, progressText } from "./progress-text.ts";

const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

/** What kernels ask for how it is shown: HTML, and plain text for those without. */
export interface ProgressView {
  [jupyterDisplay](): { readonly "text/plain": string; readonly "text/html": string };
}

/** One evaluation, with the last loss of the training before it. */
export interface EvaluationRow {
  readonly step: number;
  readonly loss: number | undefined;
  readonly metrics: Metrics;
}

/** A bar, its line, and a table of the evaluations so far. */
export function progressView(progress: ProgressReport, rows: readonly EvaluationRow[]): ProgressView {
  const line = progressText(progress);
  const names = [...new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)))];
  const table = [
    ["step", "training loss", ...names.map((name) => `validation ${name}`)],
    ...rows.map(({ step, loss, metrics }) => [
      String(step),
      ...[loss, ...names.map((name) => metrics[name])].map((value) =>
        value === undefined ? "" : formatNumber(value),
      ),
    ]),
  ];
  const shown = rows.length > 0 ? table : [];
  return {
    [jupyterDisplay]: () => ({
      "text/plain": [line, ...shown.map((cells) => cells.join("\t"))].join("\n"),
      "text/html": bar(progress, line) + htmlTable(shown),
    }),
  };
}

function bar({ status, step, maxSteps, batches }: ProgressReport, line: string): string {
  const evaluating = status === "evaluating" || status === "evaluated";
  const [done, total] = evaluating ? [batches.done, batches.total] : [step, maxSteps];
  const percent = total ? (100 * Math.min(done, total)) / total : status === "training" ? 0 : 100;
  const color = status === "stopped" ? "var(--jp-warn-color0, #c65d00)" : "var(--jp-brand-color1, #1976d2)";
  return (
    `<div role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="${Math.round(percent)}" ` +
    `aria-valuetext="${escapeHtml(line)}" style="max-width:30em;height:0.6em;border:1px solid currentColor;` +
    `border-radius:0.3em;overflow:hidden"><div style="width:${percent.toFixed(1)}%;height:100%;background:${color}">` +
    `</div></div><div style="font-variant-numeric:tabular-nums">${escapeHtml(line)}</div>`
  );
}

function htmlTable([head, ...rows]: readonly (readonly string[])[]): string {
  if (!head) return "";
  const row = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  const body = rows.map((cells) => row("td", cells)).join("");
  return `<table><thead>${row("th", head)}</thead><tbody>${body}</tbody></table>`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] as string);
}
