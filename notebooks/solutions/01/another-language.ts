import { pipeline } from "@llm-course/pipelines";
import "@llm-course/models/register";

const write = await pipeline("text-generation", "huggingface-course/codeparrot-ds");

export const answer = async (start: string) => {
  const [version] = await write(start, { maxNewTokens: 12, returnFullText: false });
  return version?.generated_text;
};
