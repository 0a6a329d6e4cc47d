import type { BatchEncoding } from "@llm-course/tokenizers";

export const answer = (encoding: BatchEncoding, start: number, end: number) => {
  const first = encoding.charToToken(0, start, 1);
  const last = encoding.charToToken(0, end - 1, 1);
  return first === null || last === null ? undefined : ([first, last + 1] as const);
};
