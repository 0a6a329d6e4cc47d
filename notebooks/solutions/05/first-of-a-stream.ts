import type { IterableDataset } from "@llm-course/datasets";

export const answer = async (
  stream: IterableDataset<{ id: number; text: string }>,
  word: string,
  k: number,
) => {
  const pattern = new RegExp(`\\b${word}\\b`, "i");
  const rows: { id: number; text: string }[] = [];
  let read = 0;
  for await (const row of stream) {
    read++;
    if (pattern.test(row.text)) rows.push(row);
    if (rows.length === k) break;
  }
  return { rows, read };
};
