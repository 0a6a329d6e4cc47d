import { type Encoder, softmax } from "@llm-course/pipelines";
import type { PreTrainedTokenizerFast } from "@llm-course/tokenizers";

export const answer = async (
  tokenizer: PreTrainedTokenizerFast,
  model: Encoder,
  text: string,
  size: number,
) => {
  const ids = await tokenizer.encode(text, { addSpecialTokens: false });
  const parts: number[][] = [];
  for (let start = 0; start < ids.length; start += size - 2) parts.push(ids.slice(start, start + size - 2));

  const [cls, sep, pad] = [tokenizer.clsTokenId, tokenizer.sepTokenId, tokenizer.padTokenId].map(Number) as [
    number,
    number,
    number,
  ];
  const rows = parts.map((part) => [cls, ...part, sep]);
  const longest = Math.max(...rows.map(({ length }) => length));
  const filler = (row: number[], value: number) => new Array<number>(longest - row.length).fill(value);
  const { logits } = await model({
    input_ids: rows.map((row) => [...row, ...filler(row, pad)]),
    attention_mask: rows.map((row) => [...row.map(() => 1), ...filler(row, 0)]),
  });

  const probabilities = ((logits?.tolist() ?? []) as number[][]).map((row) => softmax(row));
  const labels = Object.values(model.config.id2label ?? {});
  const means = labels.map((_, k) =>
    probabilities.reduce((sum, row, i) => sum + ((row[k] ?? 0) * (parts[i]?.length ?? 0)) / ids.length, 0),
  );
  const score = Math.max(...means);
  return { label: labels[means.indexOf(score)], score, windows: parts.length };
};
