import { platform } from "./project.ts";

/** What a run took, rounded so that two runs of the same notebook mostly agree. */
export interface Cost {
  seconds: number;
  memoryMb: number;
  downloadMb: number;
}

const begin = "<!-- cost: written by the runner -->";
const end = "<!-- /cost -->";
const block = new RegExp(`\n*${begin}[\\s\\S]*?${end}`);

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/** Rounds up: time to 10 s (30 s past a minute), memory to 100 MB, downloads to 10 MB. */
export function roundCost(run: { seconds: number; peakRssMb?: number; downloadedBytes?: number }): Cost {
  return {
    seconds: roundUp(run.seconds, run.seconds > 60 ? 30 : 10),
    memoryMb: roundUp(run.peakRssMb ?? 0, 100),
    downloadMb: roundUp((run.downloadedBytes ?? 0) / 1e6, 10),
  };
}

/** Whether any figure moved by more than a quarter, so that repeated runs do not churn the notebook. */
export function costChanged(stored: Cost | undefined, measured: Cost): boolean {
  if (!stored) return true;
  const moved = (key: keyof Cost) => Math.abs(measured[key] - stored[key]) > 0.25 * stored[key];
  return moved("seconds") || moved("memoryMb") || moved("downloadMb");
}

const minutes = (seconds: number): string =>
  seconds <= 60 ? `${seconds} seconds` : `${seconds / 60} minutes`;

const size = (mb: number): string => (mb < 1000 ? `${mb} MB` : `${mb / 1000} GB`);

/** The text of a notebook's first cell with its cost line put in, or replaced where there is one. */
export function withCost(text: string, cost: Cost, cores: number): string {
  const download = cost.downloadMb === 0 ? "nothing to download" : `${size(cost.downloadMb)} to download`;
  const line = `*Takes about ${minutes(cost.seconds)}, ${size(cost.memoryMb)} of memory, ${download} (measured on ${platform} with ${cores} cores).*`;
  return `${withoutCost(text).trimEnd()}\n\n${begin}\n\n${line}\n\n${end}`;
}

/** The text without its cost line. */
export const withoutCost = (text: string): string => text.replace(block, "");
