import type { Dataset } from "@llm-course/datasets";

export const answer = async (dataset: Dataset, column: string, k: number) => {
  const counts = await dataset.valueCounts(column); // the most frequent first, then by value
  const known = await counts.filter("value IS NOT NULL");
  return known.take(k).toRows();
};
