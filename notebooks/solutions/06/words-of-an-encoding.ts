import type { BatchEncoding } from "@llm-course/tokenizers";

export const answer = (encoding: BatchEncoding, text: string) => {
  const tokens = encoding.tokens();
  const words = new Set(encoding.wordIds().filter((word) => word !== null));
  return [...words].map((word) => ({
    text: text.slice(...(encoding.wordToChars(word) ?? [0, 0])),
    tokens: tokens.slice(...(encoding.wordToTokens(word) ?? [0, 0])),
  }));
};
