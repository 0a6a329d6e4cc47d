import type { Dataset } from "@llm-course/datasets";

export const answer = (dataset: Dataset, column: string) =>
  dataset.map(
    (batch: Record<string, unknown[]>) => {
      const lists = (batch[column] ?? []) as (unknown[] | null)[];
      const items = lists.flatMap((list, row) =>
        (list ?? []).map((item, position) => ({ row, item, position })),
      );
      const others = Object.entries(batch).map(([name, values]) => [
        name,
        items.map(({ row }) => values[row]),
      ]);
      return {
        ...Object.fromEntries(others),
        [column]: items.map(({ item }) => item),
        position: items.map(({ position }) => position),
      };
    },
    { batched: true, removeColumns: dataset.columnNames },
  );
