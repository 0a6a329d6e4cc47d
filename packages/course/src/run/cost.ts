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

/** What a run took, as measured. */
export interface Usage {
  seconds: number;
  peakRssMb?: number | undefined;
  downloadedBytes?: number | undefined;
}

const measured = ({ seconds, peakRssMb = 0, downloadedBytes = 0 }: Usage): Cost => ({
  seconds,
  memoryMb: peakRssMb,
  downloadMb: downloadedBytes / 1e6,
});

/** 10 s (30 s past a minute), 100 MB of memory, 10 MB of download. */
const steps = ({ seconds }: Cost): Cost => ({
  seconds: seconds > 60 ? 30 : 10,
  memoryMb: 100,
  downloadMb: 10,
});

const mapCost = (change: (key: keyof Cost) => number): Cost => ({
  seconds: change("seconds"),
  memoryMb: change("memoryMb"),
  downloadMb: change("downloadMb"),
});

/** Rounds up to whole steps. */
export function roundCost(usage: Usage): Cost {
  const exact = measured(usage);
  const step = steps(exact);
  return mapCost((key) => Math.ceil(exact[key] / step[key]) * step[key]);
}

/**
 * Whether a figure moved by more than a quarter, and more than one step: repeated runs must not churn the notebook. What is
 * stored was rounded up, so what was measured then lies anywhere in the step below it.
 */
export function costChanged(stored: Cost, usage: Usage): boolean {
  const exact = measured(usage);
  const step = steps(stored);
  const moved = mapCost((key) => {
    const distance = Math.max(exact[key] - stored[key], stored[key] - step[key] - exact[key]);
    return distance / Math.max(0.25 * stored[key], step[key]);
  });
  return Math.max(...Object.values(moved)) > 1;
}

const minutes = (seconds: number): string =>
  seconds <= 60 ? `${seconds} seconds` : `${seconds / 60} minutes`;

const size = (mb: number): string => (mb < 1000 ? `${mb} MB` : `${mb / 1000} GB`);

/** The text of a notebook's first cell with its cost line put in, or replaced where there is one. */
export function withCost(text: string, cost: Cost, cores: number): string {
  const download = cost.downloadMb === 0 ? "nothing to download" : `${size(cost.downloadMb)} to download`;
  const line = `*Takes about ${minutes(cost.seconds)}, ${size(cost.memoryMb)} of memory, ${download} (measured on ${platform} with ${cores} cores).*`;
  return withCostLine(text, line);
}

/** The text with this line where the cost goes. */
export const withCostLine = (text: string, line: string): string =>
  `${withoutCost(text).trimEnd()}\n\n${begin}\n\n${line}\n\n${end}`;

/** The text without its cost line. */
export const withoutCost = (text: string): string => text.replace(block, "");
