import type { Dataset } from "@llm-course/datasets";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./at-most-of-each.ts";

/** The program as it was, with its parts to be exchanged. */
const inBatches =
  (batchSize: number | undefined, counts?: Map<unknown, number>): Answer =>
  (dataset, column, k) => {
    const firstOnes = (batch: Record<string, unknown[]>) => {
      const seen = counts ?? new Map<unknown, number>();
      const kept = (batch[column] ?? []).map((value) => {
        seen.set(value, (seen.get(value) ?? 0) + 1);
        return (seen.get(value) ?? 0) <= k;
      });
      const columns = Object.entries(batch);
      return Object.fromEntries(columns.map(([name, values]) => [name, values.filter((_, i) => kept[i])]));
    };
    const size = batchSize === undefined ? {} : { batchSize };
    return dataset.map(firstOnes, { batched: true, ...size, removeColumns: dataset.columnNames });
  };

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    key = (value: unknown): unknown => value,
    stays = (count: number, k: number) => count <= k,
    column: fixed = undefined as string | undefined,
    before = (rows: Dataset): Dataset | Promise<Dataset> => rows,
    after = (rows: Dataset, _column: string, _k: number): unknown => rows,
  } = {}): Answer =>
  async (dataset, column, k) => {
    const counts = new Map<unknown, number>();
    const kept = (await before(dataset)).filter((row) => {
      const value = key(row[fixed ?? column]);
      counts.set(value, (counts.get(value) ?? 0) + 1);
      return stays(counts.get(value) ?? 0, k);
    });
    return after(await kept, column, k) as Dataset;
  };

const backwards = (rows: Dataset) =>
  rows.select(Array.from({ length: rows.numRows }, (_, i) => rows.numRows - 1 - i));

export const wrong: WrongAnswerCase<Answer>[] = [
  { name: "the program as it was", answer: inBatches(undefined), says: /three batches.*keeps 9 with/ },
  { name: "larger batches", answer: inBatches(2000), says: /three batches.*keeps 6 with/ },
  { name: "batches of one row", answer: inBatches(1), says: /one batch it was right.*\d\d with/ },
  {
    name: "counts that outlive the call",
    answer: inBatches(undefined, new Map()),
    says: /(three batches|once more).*first 3 of each `from`/,
  },
  {
    name: "one too few",
    answer: mutant({ stays: (count, k) => count < k }),
    says: /first 3 of each `from` stay/,
  },
  { name: "one too many", answer: mutant({ stays: (count, k) => count <= k + 1 }), says: /keeps 4 with/ },
  {
    name: "one of each",
    answer: mutant({ stays: (count) => count === 1 }),
    says: /first 3 of each `from` stay/,
  },
  { name: "the last ones", answer: mutant({ before: backwards, after: backwards }), says: /first 3 of each/ },
  {
    name: "k rows in all",
    answer: (dataset, _column, k) => dataset.take(k),
    says: /first 3 of each `from` stay/,
  },
  { name: "all rows", answer: (dataset) => dataset, says: /one batch it was right.*3 at most may stay/ },
  {
    name: "none of those who wrote more",
    answer: async (dataset, column, k) => {
      const values = await dataset.column(column);
      return dataset.filter((row) => values.filter((value) => value === row[column]).length <= k);
    },
    says: /first 3 of each `from` stay/,
  },
  {
    name: "capitals make no difference",
    answer: mutant({ key: (value) => String(value).toLowerCase() }),
    says: /first 3 of each `from` stay/,
  },
  { name: "always by the person", answer: mutant({ column: "from" }), says: /Any column may be asked for/ },
  {
    name: "never more than a thousand",
    answer: mutant({ stays: (count, k) => count <= Math.min(k, 1000) }),
    says: /larger than a batch/,
  },
  {
    name: "a random choice",
    answer: mutant({ before: (rows) => rows.shuffle({ seed: 1 }) }),
    says: /first 3 of each/,
  },
  {
    name: "sorted",
    answer: mutant({ after: (rows, column) => rows.sort(column) }),
    says: /order of the dataset/,
  },
  {
    name: "the other columns lost",
    answer: mutant({ after: (rows, column) => rows.selectColumns(["id", column]) }),
    says: /All columns stay/,
  },
  {
    name: "a column for the count",
    answer: mutant({ after: (rows) => rows.map((_, i) => ({ count: i }), { withIndices: true }) }),
    says: /no other is added/,
  },
  {
    name: "rows instead of a Dataset",
    answer: mutant({ after: (rows) => rows.toRows() }),
    says: /should give a `Dataset`/,
  },
];
