import type { TextGenerationPipeline } from "@llm-course/pipelines";

export const answer = async (write: TextGenerationPipeline, prompt: string, seed: number) => {
  const options = { numReturnSequences: 2, doSample: true, seed, minNewTokens: 60, maxNewTokens: 80 };
  const versions = await write(prompt, options);
  return versions.map(({ generated_text }) => generated_text.split(/\s+/).slice(0, 15).join(" "));
};
