import { pipeline } from "@huggingface/transformers";

/** What the pipeline of transformers.js says of each text: its tokens with their tags, pieces of a word put together. */
export async function mergedTokens(folder: string, texts: readonly string[]): Promise<string[]> {
  const classify = await pipeline("token-classification", folder, { dtype: "fp32", local_files_only: true });
  const answers: string[] = [];
  for (const text of texts) {
    const tokens = (await classify(text)) as { entity: string; word: string }[];
    const words: { word: string; entity: string }[] = [];
    for (const { word, entity } of tokens) {
      const last = words.at(-1);
      if (word.startsWith("##") && last) last.word += word.slice(2);
      else if (entity.startsWith("I-") && last?.entity.slice(2) === entity.slice(2)) last.word += ` ${word}`;
      else words.push({ word, entity });
    }
    answers.push(
      words.map(({ word, entity }) => `${word}: ${entity.replace(/^[BI]-/, "")}`).join(", ") || "nothing",
    );
  }
  await classify.dispose();
  return answers;
}
