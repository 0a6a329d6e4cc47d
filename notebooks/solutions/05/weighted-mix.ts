import { IterableDataset } from "@llm-course/datasets";

export const answer = (
  streams: Record<string, IterableDataset<{ text: string }>>,
  weights: Record<string, number>,
  seed: number,
) => {
  const names = Object.keys(streams);
  const total = names.reduce((sum, name) => sum + (weights[name] ?? 0), 0);
  const probabilities = names.map((name) => (weights[name] ?? 0) / total);
  const named = Object.entries(streams).map(([language, stream]) => stream.map(() => ({ language })));
  return IterableDataset.interleave(named, { probabilities, seed, stoppingStrategy: "all_exhausted" });
};
