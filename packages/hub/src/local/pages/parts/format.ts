import { html } from "hono/html";
import type { Html } from "./html.ts";

const units = ["bytes", "kB", "MB", "GB", "TB"];

/** Bytes as people read them: "12.3 kB", by thousands. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toPrecision(3)} ${bytes === 1 ? "byte" : units[power]}`;
}

/** A count in few characters: "1.2k", "3.4M". */
export const formatCount = (count: number): string =>
  new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(count);

const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** How long ago, with the moment itself for machines and as a tooltip. */
export function timeAgo(date: Date, now: number = Date.now()): Html {
  const seconds = Math.max(0, (now - date.getTime()) / 1000);
  const [unit, length] = steps.find(([, length]) => seconds >= length) ?? [undefined, 1];
  const text =
    unit === undefined
      ? "just now"
      : new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-Math.floor(seconds / length), unit);
  const iso = Number.isNaN(date.getTime()) ? "" : date.toISOString();
  return html`<time datetime="${iso}" title="${iso.replace("T", " ").replace(/\.\d+Z$/, " UTC")}">${text}</time>`;
}
