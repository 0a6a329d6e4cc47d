// For the bench alone: the package itself needs no tokenizer.
import { PreTrainedTokenizerFast } from "../../tokenizers/src/auto/index.ts";
import { bertJson } from "../../tokenizers/test/oracle/rust.ts";

const tokenizer = new PreTrainedTokenizerFast({ tokenizerJson: bertJson() });

/** What `map` calls to make tokens of texts. */
export async function tokenize({ text }: { text: string[] }): Promise<{ input_ids: number[][] }> {
  const { input_ids } = await tokenizer(text, { returnTokenTypeIds: false, returnAttentionMask: false });
  return { input_ids };
}
