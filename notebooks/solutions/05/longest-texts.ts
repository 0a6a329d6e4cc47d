import type { Dataset } from "@llm-course/datasets";

export const answer = async (dataset: Dataset, k: number) => {
  const count = (text: string | null) => (text ?? "").split(/\s+/).filter(Boolean).length;
  const measured = await dataset.map(({ text }) => ({ words: count(text as string | null) }));
  return (await measured.sort("words", { reverse: true })).take(k);
};
