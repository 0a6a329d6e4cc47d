import type { Dataset } from "@llm-course/datasets";

export const answer = (dataset: Dataset, column: string, k: number) => {
  const counts = new Map<unknown, number>(); // of this call, and of all of its rows
  return dataset.filter((row) => {
    const count = (counts.get(row[column]) ?? 0) + 1;
    counts.set(row[column], count);
    return count <= k;
  });
};
