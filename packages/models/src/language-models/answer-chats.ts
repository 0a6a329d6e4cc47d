import { pipeline } from "@huggingface/transformers";
import type { ChatMessage } from "@llm-course/tokenizers";

/** What the pipeline of transformers.js answers to each conversation, with the likeliest token each time. */
export async function answerChats(
  folder: string,
  chats: readonly (readonly ChatMessage[])[],
  maxNewTokens: number,
): Promise<string[]> {
  const generator = await pipeline("text-generation", folder, { dtype: "fp32", local_files_only: true });
  const answers: string[] = [];
  for (const messages of chats) {
    const options = { do_sample: false, max_new_tokens: maxNewTokens };
    const [found] = (await generator(messages as never, options)) as { generated_text: ChatMessage[] }[];
    answers.push(String(found?.generated_text.at(-1)?.content ?? ""));
  }
  await generator.dispose();
  return answers;
}
