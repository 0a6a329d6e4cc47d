import { type Html, html } from "./html.ts";

export interface ProgressState {
  label: string;
  unit: string;
  completed: number;
  /** `undefined` while nobody knows. */
  total: number | undefined;
  /** Seconds since the start. */
  elapsed: number;
  status: "running" | "done" | "stopped";
}

/** One line: what is done of what, how fast, and the time it took or will take. */
export function progressText(state: ProgressState): string {
  const { label, unit, completed, total, elapsed, status } = state;
  const count = `${completed}${total === undefined ? "" : `/${total}`} ${unit}`;
  const rate = completed > 0 && elapsed > 0 ? formatRate(completed / elapsed, unit) : "";
  const prefix = label && `${label}: `;
  if (status === "stopped") return `${prefix}stopped at ${count} after ${formatSeconds(elapsed)}`;
  if (status === "done") return `${prefix}${count} in ${formatSeconds(elapsed)}${rate && ` (${rate})`}`;
  const left =
    total === undefined || !rate ? "" : `${formatSeconds((elapsed / completed) * (total - completed))} left`;
  const percent = total ? ` (${Math.floor((completed / total) * 100)} %)` : "";
  return [`${prefix}${count}${percent}`, rate, left].filter(Boolean).join(", ");
}

/** A bar with its line of text below; without styles the line alone tells everything. */
export function progressHtml(state: ProgressState): Html {
  const { label, unit, completed, total, status } = state;
  const text = progressText(state);
  const color = status === "stopped" ? "var(--jp-warn-color0, #c65d00)" : "var(--jp-brand-color1, #1976d2)";
  const filled =
    total === undefined ? (status === "running" ? 50 : 100) : total === 0 ? 100 : (completed / total) * 100;
  const range =
    total === undefined
      ? ""
      : html.raw(`aria-valuemin="0" aria-valuemax="${total}" aria-valuenow="${completed}"`);
  const width = Math.max(0, Math.min(100, filled)).toFixed(1);
  return html`<div role="progressbar" aria-label="${label || unit}" aria-valuetext="${text}" ${range} style="max-width:30em;height:0.6em;border:1px solid currentColor;border-radius:0.3em;overflow:hidden;margin-bottom:0.2em"><div style="width:${width}%;height:100%;background:${color}"></div></div><div style="font-variant-numeric:tabular-nums">${text}</div>`;
}

function formatRate(perSecond: number, unit: string): string {
  return `${perSecond >= 1 ? perSecond.toFixed(1) : perSecond.toPrecision(2)} ${unit}/s`;
}

function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${Math.max(0, seconds).toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)} h` : `${minutes}:${two(whole % 60)} min`;
}
