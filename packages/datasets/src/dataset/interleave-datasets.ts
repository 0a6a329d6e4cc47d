import { DatasetArgumentError } from "../errors.ts";
import { NumpyRandom } from "../random/numpy-random.ts";
import { checkProbabilities, type InterleaveOptions } from "../stream/interleave-streams.ts";
import { concatenateDatasets } from "./concatenate-datasets.ts";
import type { Dataset } from "./dataset.ts";
import type { Row } from "./row.ts";

/**
 * Rows of datasets in turns, or drawn by chance; for a seed they are those that Python's `datasets` takes.
 *
 * @throws DatasetArgumentError for probabilities that do not fit, or a dataset without rows
 */
export async function interleaveDatasets<R extends object = Row>(
  datasets: readonly Dataset<R>[],
  options: InterleaveOptions = {},
): Promise<Dataset<R>> {
  const { probabilities, seed = 0, stoppingStrategy = "first_exhausted" } = options;
  const lengths = datasets.map(({ numRows }) => numRows);
  if (lengths.length === 0) throw new DatasetArgumentError("one dataset or more expected", datasets);
  if (stoppingStrategy !== "first_exhausted" && stoppingStrategy !== "all_exhausted")
    throw new DatasetArgumentError(
      'stoppingStrategy "first_exhausted" or "all_exhausted" expected',
      stoppingStrategy,
    );
  if (lengths.includes(0)) throw new DatasetArgumentError("datasets with rows expected", lengths);
  checkProbabilities(probabilities, lengths.length);
  if (stoppingStrategy === "all_exhausted" && probabilities?.includes(0))
    throw new DatasetArgumentError(
      "probabilities above 0 expected, what is never drawn never ends",
      probabilities,
    );
  const offsets = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, length) => sum + length, 0));
  const rows = probabilities
    ? drawn(lengths, offsets, probabilities, seed, stoppingStrategy)
    : inTurns(lengths, offsets, stoppingStrategy);
  return (await concatenateDatasets(datasets)).select(rows);
}

function inTurns(lengths: readonly number[], offsets: readonly number[], strategy: string): number[] {
  const rounds = strategy === "first_exhausted" ? Math.min(...lengths) : Math.max(...lengths);
  return Array.from({ length: rounds * lengths.length }, (_, i) => {
    const source = i % lengths.length;
    return (offsets[source] as number) + (Math.floor(i / lengths.length) % (lengths[source] as number));
  });
}

function drawn(
  lengths: readonly number[],
  offsets: readonly number[],
  probabilities: readonly number[],
  seed: number,
  strategy: string,
): number[] {
  const random = new NumpyRandom(seed);
  // As NumPy's `choice`: the first source whose sum of probabilities up to it is above the number drawn.
  const sums = probabilities.map((_, i) =>
    probabilities.slice(0, i + 1).reduce((sum, each) => sum + each, 0),
  );
  const total = sums.at(-1) as number;
  const ended = lengths.map(() => false);
  const next = lengths.map(() => 0);
  const rows: number[] = [];
  while (strategy === "first_exhausted" ? !ended.includes(true) : ended.includes(false)) {
    const number = random.random();
    const source = sums.findIndex((sum) => sum / total > number);
    rows.push((offsets[source] as number) + (next[source] as number));
    next[source] = (next[source] as number) + 1;
    if (next[source] === lengths[source]) {
      ended[source] = true;
      next[source] = 0;
    }
  }
  return rows;
}
