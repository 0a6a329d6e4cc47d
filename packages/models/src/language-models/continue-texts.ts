import { pipeline, random } from "@huggingface/transformers";

/** Tokens are drawn: the likeliest ones alone lead a small model in circles. */
const decoding = { do_sample: true, temperature: 0.7, top_k: 40 };

/** What the pipeline of transformers.js goes on with, after each text; the same each time. */
export async function continueTexts(
  folder: string,
  texts: readonly string[],
  maxNewTokens: number,
): Promise<string[]> {
  const generator = await pipeline("text-generation", folder, { dtype: "fp32", local_files_only: true });
  const answers: string[] = [];
  for (const text of texts) {
    random.seed(1);
    const options = { ...decoding, max_new_tokens: maxNewTokens, return_full_text: false };
    const [found] = (await generator(text, options)) as { generated_text: string }[];
    answers.push(found?.generated_text ?? "");
  }
  await generator.dispose();
  return answers;
}
