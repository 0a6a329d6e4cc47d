import type { Dataset } from "@llm-course/datasets";

export const answer = async (dataset: Dataset, least: number) => {
  const ofRows = ((await dataset.column("tags")) as (string[] | null)[]).map((tags) => new Set(tags));
  const all = new Set(ofRows.flatMap((tags) => [...tags]));
  const names = [...all].filter((name) => ofRows.filter((tags) => tags.has(name)).length >= least).sort();
  const labelled = await dataset.map((row) => {
    const tags = (row.tags as string[] | null) ?? [];
    return { labels: names.map((name) => Number(tags.includes(name))) };
  });
  return { names, dataset: labelled };
};
