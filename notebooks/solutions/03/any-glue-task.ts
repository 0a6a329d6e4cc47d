import { type DatasetDict, value } from "@llm-course/datasets";
import type { PreTrainedTokenizer } from "@llm-course/tokenizers";

export const answer = async (raw: DatasetDict, tokenizer: PreTrainedTokenizer) => {
  const [split] = raw.values();
  const isText = (feature: object) => JSON.stringify(feature) === JSON.stringify(value("string"));
  const texts = [...(split?.features ?? [])].filter(([, feature]) => isText(feature)).map(([name]) => name);
  const options = { truncation: true, maxLength: 128 };

  const encode = async (batch: Record<string, string[]>) => {
    const [first = [], second] = texts.map((name) => batch[name] as string[]);
    const encoded = second ? await tokenizer(first, second, options) : await tokenizer(first, options);
    const { input_ids, token_type_ids, attention_mask } = encoded;
    return { input_ids, token_type_ids, attention_mask };
  };
  const encoded = await raw.map(encode, { batched: true, removeColumns: [...texts, "idx"] });
  return encoded.renameColumn("label", "labels");
};
