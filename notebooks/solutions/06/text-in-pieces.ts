import type { PreTrainedTokenizer } from "@llm-course/tokenizers";

export const answer = (tokenizer: Pick<PreTrainedTokenizer, "decode">, ids: number[]) => {
  let waiting: number[] = [];
  return ids.map((id, i) => {
    waiting.push(id);
    const text = tokenizer.decode(waiting);
    if (text.endsWith("\ufffd") && i < ids.length - 1) return ""; // within a character: it has more bytes to come
    waiting = [];
    return text;
  });
};
