import type { BatchEncoding } from "@llm-course/tokenizers";
import type { TextBatch, TextModel } from "./open-text-model.ts";

/** A batch for the model, and what leads from its tokens back to the texts. */
export interface EncodedTexts extends TextBatch {
  readonly encoding: BatchEncoding<number[][]>;
}

/**
 * Texts as rows of one length. What is longer than the model reads is left out, and that is said.
 *
 * @param pairs a second text for each
 * @param truncation which of two texts is cut. Default: the longer one
 */
export async function encodeTexts(
  { tokenizer, maxLength, warn }: Pick<TextModel, "tokenizer" | "maxLength" | "warn">,
  texts: readonly string[],
  pairs?: readonly string[],
  truncation: true | "only_first" = true,
): Promise<EncodedTexts> {
  const textPair = pairs && { textPair: [...pairs] };
  const limit = Number.isFinite(maxLength) && maxLength < 1e20 ? { truncation, maxLength } : {};
  const encoding = await tokenizer([...texts], { ...textPair, padding: texts.length > 1, ...limit });
  const { input_ids, attention_mask, token_type_ids } = encoding;
  for (const [i, text] of texts.entries()) {
    const read = attention_mask?.[i]?.filter((shown) => shown === 1).length ?? input_ids[i]?.length ?? 0;
    if (read < maxLength) continue;
    const pair = pairs?.[i];
    const { input_ids: ids } = await tokenizer(text, pair === undefined ? {} : { textPair: pair });
    if (ids.length > maxLength)
      warn(`a text of ${ids.length} tokens was cut, the model reads ${maxLength}: ${text.slice(0, 40)}…`);
  }
  return { encoding, input_ids, attention_mask, token_type_ids };
}
