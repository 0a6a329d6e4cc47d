import type { FillMaskPipeline } from "@llm-course/pipelines";

export const answer = async (fill: FillMaskPipeline, sentence: string, count: number) => {
  const words = await fill(sentence.replace("___", `${fill.tokenizer.maskToken}`), { topK: count });
  return words.map(({ token_str }) => token_str.trim());
};
