import { CourseError } from "../errors.ts";
import { loadBench } from "./load-bench.ts";
import { machine } from "./machine.ts";
import { type CaseResult, runCase, type Spread } from "./run-case.ts";

/** Thrown when what we compare ourselves with is not on this machine; the message is the line that installs it. */
export class MissingPeerError extends CourseError {
  override name = "MissingPeerError";
}

/** What `bench --json` prints. */
export interface BenchReport {
  name: string;
  machine: ReturnType<typeof machine>;
  results: CaseResult[];
}

/** Three digits that count; whole numbers keep all of theirs. */
const number = (value: number): string =>
  Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));

function describe({ case: name, unit, ...result }: CaseResult, spread: Spread, bar?: number): string {
  const side = (value: number, [low, high]: [number, number], rssMb: number | null): string =>
    `${number(value)} ${unit} (${number(low)}–${number(high)})${rssMb === null ? "" : `, ${rssMb} MB`}`;
  const lines = [name, `  ours: ${side(result.ours, spread.ours, result.rssMb)}`];
  if (result.peer !== null && spread.peer && result.ratio !== null) {
    lines.push(`  ${result.peerName}: ${side(result.peer, spread.peer, result.peerRssMb)}`);
    lines.push(`  ratio: ${number(result.ratio)}${bar === undefined ? "" : ` (promised: ${bar} or less)`}`);
  }
  return lines.join("\n");
}

/**
 * Runs a bench file, one case after the other.
 *
 * @param print gets a few lines of text after each case: medians with their smallest and largest value, peak memory
 * @throws MissingPeerError before anything is measured, when a peer is not installed
 */
export async function runBench(
  path: string,
  print: (text: string) => void,
  signal?: AbortSignal,
): Promise<BenchReport> {
  const bench = await loadBench(path);
  for (const { peer } of bench.cases) {
    if (peer && !(await peer.available())) {
      throw new MissingPeerError(`${peer.name} is not installed, install it with: ${peer.install}`, {
        exitCode: 3,
      });
    }
  }
  const results: CaseResult[] = [];
  for (const [index, definition] of bench.cases.entries()) {
    const { result, spread } = await runCase(path, index, definition, signal);
    print(describe(result, spread, definition.bar));
    results.push(result);
  }
  return { name: bench.name, machine: machine(), results };
}
