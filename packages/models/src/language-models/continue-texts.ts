import { pipeline } from "@huggingface/transformers";

/** As the cards' answers are made: the likeliest token each time, but no three tokens in a row twice. */
const decoding = { do_sample: false, no_repeat_ngram_size: 3 };

/** What the pipeline of transformers.js goes on with, after each text. */
export async function continueTexts(
  folder: string,
  texts: readonly string[],
  maxNewTokens: number,
): Promise<string[]> {
  const generator = await pipeline("text-generation", folder, { dtype: "fp32", local_files_only: true });
  const answers: string[] = [];
  for (const text of texts) {
    const options = { ...decoding, max_new_tokens: maxNewTokens, return_full_text: false };
    const [found] = (await generator(text, options)) as { generated_text: string }[];
    answers.push(found?.generated_text ?? "");
  }
  await generator.dispose();
  return answers;
}
