import { pipeline, type TextGenerationPipeline } from "@huggingface/transformers";

let loaded: Promise<TextGenerationPipeline> | undefined;

/** What transformers.js answers to a chat with the likeliest tokens, and how many they are with the one that ends it. */
export async function referenceAnswer(
  folder: string,
  messages: readonly { role: string; content: string }[],
  maxNewTokens: number,
): Promise<{ text: string; completionTokens: number }> {
  loaded ??= pipeline("text-generation", folder, { dtype: "fp32", local_files_only: true });
  const generator = await loaded;
  const options = { do_sample: false, max_new_tokens: maxNewTokens };
  const inputs = generator.tokenizer.apply_chat_template([...messages], {
    add_generation_prompt: true,
    return_dict: true,
  }) as { input_ids: { dims: number[] } };
  const output = (await generator.model.generate({ ...inputs, ...options } as never)) as never as {
    dims: number[];
    tolist(): bigint[][];
  };
  const promptLength = inputs.input_ids.dims[1] ?? 0;
  const ids = (output.tolist()[0] ?? []).slice(promptLength).map(Number);
  return {
    text: generator.tokenizer.decode(ids, { skip_special_tokens: true }),
    completionTokens: ids.length,
  };
}
