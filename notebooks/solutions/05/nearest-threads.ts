import type { Dataset } from "@llm-course/datasets";

type Embed = (texts: string[]) => Promise<number[][]>;

export const answer = async (dataset: Dataset, embed: Embed, question: string, k: number) => {
  const embedded = await dataset.map(async ({ text }) => ({ embedding: await embed(text as string[]) }), {
    batched: true,
  });
  const indexed = await embedded.addVectorIndex("embedding", { metric: "cosine" });
  const [vector = []] = await embed([question]);
  const { scores, examples } = await indexed.getNearestExamples("embedding", vector, dataset.numRows);
  const found = new Map<number, { thread: number; score: number; text: string }>();
  for (const [i, { thread, text }] of examples.entries())
    if (!found.has(thread as number))
      found.set(thread as number, { thread: thread as number, score: scores[i] ?? 0, text: text as string });
  return [...found.values()].slice(0, k);
};
