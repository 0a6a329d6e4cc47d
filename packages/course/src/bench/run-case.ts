import type { BenchCase } from "./definition.ts";
import { FunctionProcess } from "./function-process.ts";
import { type Measurement, measureProgram } from "./measure-program.ts";

/** One line of a bench's results; `ratio` is below one where we are better. */
export interface CaseResult {
  case: string;
  unit: string;
  ours: number;
  peer: number | null;
  peerName: string | null;
  ratio: number | null;
  rssMb: number | null;
  peerRssMb: number | null;
}

/** Smallest and largest measured value of each side. */
export interface Spread {
  ours: [number, number];
  peer: [number, number] | null;
}

const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

const summarize = (runs: Measurement[]) => {
  const values = runs.map(({ value }) => value);
  const rss = runs.flatMap(({ rssMb }) => rssMb ?? []);
  return {
    value: median(values),
    spread: [Math.min(...values), Math.max(...values)] satisfies [number, number],
    rssMb: rss.length ? Math.round(Math.max(...rss)) : null,
  };
};

/**
 * Measures one case: warm-up runs, then runs that alternate ours, peer, ours, peer, so that a machine that slows down
 * or speeds up meanwhile does so for both. The figure is the median; memory is the highest peak.
 */
export async function runCase(
  benchFile: string,
  index: number,
  { name, unit, runs, warmup, ours, peer }: BenchCase,
  signal?: AbortSignal,
): Promise<{ result: CaseResult; spread: Spread }> {
  using processes = new DisposableStack();
  const side = (run: BenchCase["ours"], which: "ours" | "peer"): (() => Promise<Measurement>) => {
    if (typeof run !== "function") return () => measureProgram(run, signal);
    const child = processes.use(new FunctionProcess(benchFile, index, which, signal));
    return () => child.measure();
  };
  const measureOurs = side(ours, "ours");
  const measurePeer = peer && side(peer.run, "peer");
  const measured: { ours: Measurement[]; peer: Measurement[] } = { ours: [], peer: [] };
  for (let run = -warmup; run < runs; run++) {
    const [a, b] = [await measureOurs(), await measurePeer?.()];
    if (run < 0) continue;
    measured.ours.push(a);
    if (b) measured.peer.push(b);
  }
  const a = summarize(measured.ours);
  const b = peer && summarize(measured.peer);
  const isRate = unit.endsWith("/s");
  return {
    result: {
      case: name,
      unit,
      ours: a.value,
      peer: b?.value ?? null,
      peerName: peer?.name ?? null,
      ratio: b ? (isRate ? b.value / a.value : a.value / b.value) : null,
      rssMb: a.rssMb,
      peerRssMb: b?.rssMb ?? null,
    },
    spread: { ours: a.spread, peer: b?.spread ?? null },
  };
}
