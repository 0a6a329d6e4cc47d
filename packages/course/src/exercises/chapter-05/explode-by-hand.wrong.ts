import type { Dataset } from "@llm-course/datasets";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./explode-by-hand.ts";

type Batch = Record<string, unknown[]>;
interface Place {
  row: number;
  position: number;
}

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    items = (list: unknown): unknown[] => (list as unknown[] | null) ?? [],
    others = (names: string[]) => names,
    position = (place: Place, _at: number): unknown => place.position,
    value = (batch: Batch, name: string, row: number) => batch[name]?.[row],
    order = (places: Place[]) => places,
    options = {} as { batchSize?: number; removeColumns?: string[] },
    source = (dataset: Dataset) => dataset,
    fixed = undefined as string | undefined,
  } = {}): Answer =>
  async (dataset, asked) => {
    const column = fixed ?? asked;
    return source(dataset).map(
      (batch: Batch) => {
        const lists = (batch[column] ?? []).map(items);
        const places = order(lists.flatMap((list, row) => list.map((_, position) => ({ row, position }))));
        const kept = others(Object.keys(batch).filter((name) => name !== column));
        return {
          ...Object.fromEntries(kept.map((name) => [name, places.map(({ row }) => value(batch, name, row))])),
          [column]: places.map(({ row, position }) => lists[row]?.[position]),
          position: places.map(position),
        };
      },
      { batched: true, removeColumns: dataset.columnNames, ...options },
    );
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "takes explode",
    answer: (dataset, column) => dataset.explode(column),
    says: /`position` is the number/,
  },
  {
    name: "keeps the old columns",
    answer: mutant({ options: { removeColumns: [] }, others: () => [] }),
    says: /stopped with.*removeColumns/,
  },
  {
    name: "keeps rows without items",
    answer: mutant({ items: (list) => ((list as unknown[] | null)?.length ? (list as unknown[]) : [null]) }),
    says: /have none/,
  },
  {
    name: "fails for null",
    answer: mutant({ items: (list) => [...(list as unknown[])] }),
    says: /stopped with MapFunctionError/,
  },
  { name: "loses the other columns", answer: mutant({ others: () => [] }), says: /the row it came from/ },
  {
    name: "keeps one other column",
    answer: mutant({ others: (names) => names.slice(0, 1) }),
    says: /the row it came from/,
  },
  {
    name: "takes other columns from the first row",
    answer: mutant({ value: (batch, name) => batch[name]?.[0] }),
    says: /the row it came from/,
  },
  {
    name: "counts positions from 1",
    answer: mutant({ position: ({ position }) => position + 1 }),
    says: /from 0/,
  },
  {
    name: "counts positions through all rows",
    answer: mutant({ position: (_, at) => at }),
    says: /number in the list/,
  },
  {
    name: "gives the row's number for the position",
    answer: mutant({ position: ({ row }) => row }),
    says: /number in the list/,
  },
  {
    name: "looks for the item in its list",
    answer: async (dataset, column) => {
      const lists = (await dataset.column(column)) as (string[] | null)[];
      const found = lists.flatMap((list) => (list ?? []).map((item) => (list ?? []).indexOf(item)));
      return (await dataset.explode(column)).addColumn("position", found);
    },
    says: /also where items are equal/,
  },
  {
    name: "gives the last items first",
    answer: mutant({ order: (places) => places.toReversed() }),
    says: /in their order/,
  },
  {
    name: "gives all first items first",
    answer: mutant({ order: (places) => places.toSorted((a, b) => a.position - b.position) }),
    says: /in their order/,
  },
  {
    name: "takes the first batch only",
    answer: mutant({ source: (dataset) => dataset.take(1000) }),
    says: /two batches/,
  },
  { name: "knows one column only", answer: mutant({ fixed: "comments" }), says: /1,200 rows/ },
  {
    name: "goes row by row",
    answer: (dataset, column) =>
      dataset.map((row) => ({
        [column]: ((row as Record<string, unknown>)[column] as string[] | null)?.[0] ?? null,
        position: 0,
      })),
    says: /row for each item/,
  },
  {
    name: "gives rows instead of a Dataset",
    answer: (async (...args: Parameters<Answer>) => (await mutant()(...args)).toRows()) as never,
    says: /should give a `Dataset`/,
  },
];
