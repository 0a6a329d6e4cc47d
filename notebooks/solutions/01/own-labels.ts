import type { ZeroShotClassificationPipeline } from "@llm-course/pipelines";

export const answer = async (sort: ZeroShotClassificationPipeline, texts: string[], labels: string[]) => {
  const results = await sort(texts, labels);
  return results.map(({ sequence, labels: [label], scores: [first = 0, second = 0] }) => ({
    text: sequence,
    label,
    lead: first - second,
  }));
};
