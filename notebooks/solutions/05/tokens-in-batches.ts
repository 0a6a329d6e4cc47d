import type { Dataset } from "@llm-course/datasets";

export const answer = (dataset: Dataset, tokenize: (texts: string[]) => Promise<{ input_ids: number[][] }>) =>
  dataset.map(
    async (batch) => {
      const texts = batch.text as (string | null)[];
      const all = await tokenize(texts.map((text) => text ?? ""));
      const input_ids = all.input_ids.map((ids, i) => (texts[i] === null ? [] : ids));
      return { input_ids, length: input_ids.map((ids) => ids.length) };
    },
    { batched: true, batchSize: 1000 },
  );
