import { DatasetArgumentError } from "../errors.ts";
import { NumpyRandom } from "../random/numpy-random.ts";

export interface SplitOptions {
  /** How many rows, or which share of them if it is below 1. Default: what `trainSize` leaves, else a quarter. */
  readonly testSize?: number;
  /** Default: what `testSize` leaves. */
  readonly trainSize?: number;
  /** Default: true */
  readonly shuffle?: boolean;
  /** Default: 0 */
  readonly seed?: number;
  /** A column whose values both parts are to have in the same shares. */
  readonly stratifyByColumn?: string;
}

/**
 * Which rows are for training and which for testing. Without stratification they are those that Python's `datasets` takes for
 * the same seed.
 *
 * @param labels the values of the column to stratify by
 */
export function splitRows(
  numRows: number,
  options: SplitOptions,
  labels?: readonly unknown[],
): { train: Uint32Array; test: Uint32Array } {
  const { shuffle = true, seed = 0 } = options;
  const { train, test } = sizesOf(numRows, options);
  if (labels) {
    if (!shuffle)
      throw new DatasetArgumentError("rows must be shuffled to be stratified, leave out shuffle", shuffle);
    return stratified(labels, train, test, seed);
  }
  if (!shuffle) {
    const rows = Uint32Array.from({ length: train + test }, (_, i) => i);
    return { train: rows.slice(0, train), test: rows.slice(train) };
  }
  const order = new NumpyRandom(seed).permutation(numRows);
  return { test: order.slice(0, test), train: order.slice(test, test + train) };
}

function sizesOf(numRows: number, { testSize, trainSize }: SplitOptions): { train: number; test: number } {
  const check = (name: string, size: number | undefined) => {
    if (size === undefined) return;
    if (size > 0 && (size < 1 || (Number.isInteger(size) && size < numRows))) return;
    throw new DatasetArgumentError(
      `a ${name} between 0 and 1, or a number of rows below ${numRows}, expected`,
      size,
    );
  };
  check("testSize", testSize);
  check("trainSize", trainSize);
  const rowsOf = (size: number, round: (value: number) => number) =>
    size < 1 ? round(size * numRows) : size;
  const givenTrain = trainSize === undefined ? undefined : rowsOf(trainSize, Math.floor);
  const givenTest = testSize === undefined ? undefined : rowsOf(testSize, Math.ceil);
  const test = givenTest ?? (givenTrain === undefined ? Math.ceil(0.25 * numRows) : numRows - givenTrain);
  const train = givenTrain ?? numRows - test;
  if (train + test > numRows)
    throw new DatasetArgumentError(
      `no more than ${numRows} rows expected for both parts together`,
      train + test,
    );
  if (train < 1 || test < 1)
    throw new DatasetArgumentError("both parts expected to have rows, there are not enough", {
      numRows,
      train,
      test,
    });
  return { train, test };
}

/** Of each value's rows the share that the part has of all; what rounding leaves goes to the largest remainders. */
function stratified(labels: readonly unknown[], train: number, test: number, seed: number) {
  const random = new NumpyRandom(seed);
  const groups = new Map<unknown, number[]>();
  for (const [row, label] of labels.entries()) {
    const group = groups.get(label);
    if (group) group.push(row);
    else groups.set(label, [row]);
  }
  const rare = [...groups].find(([, rows]) => rows.length < 2);
  if (rare) throw new DatasetArgumentError("two rows or more expected of each value to stratify by", rare[0]);
  const lists = [...groups.values()];
  const testCounts = shares(
    lists.map(({ length }) => length),
    test,
  );
  const trainCounts = shares(
    lists.map(({ length }, i) => length - (testCounts[i] as number)),
    train,
  );
  const parts = { train: [] as number[], test: [] as number[] };
  for (const [i, rows] of lists.entries()) {
    const order = random.permutation(rows.length);
    const [forTest, forTrain] = [testCounts[i] as number, trainCounts[i] as number];
    for (const at of order.subarray(0, forTest)) parts.test.push(rows[at] as number);
    for (const at of order.subarray(forTest, forTest + forTrain)) parts.train.push(rows[at] as number);
  }
  const mixed = (rows: readonly number[]) => random.permutation(rows.length).map((at) => rows[at] as number);
  return { train: mixed(parts.train), test: mixed(parts.test) };
}

function shares(sizes: readonly number[], wanted: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (size * wanted) / total);
  const counts = exact.map(Math.floor);
  const left = wanted - counts.reduce((sum, count) => sum + count, 0);
  const byRemainder = exact
    .map((value, i) => [value - Math.floor(value), i] as const)
    .sort(([a], [b]) => b - a);
  for (const [, i] of byRemainder.slice(0, left)) counts[i] = (counts[i] as number) + 1;
  return counts;
}
