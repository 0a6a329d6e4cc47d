import type { DataCollator, ProcessingClass } from "./collator.ts";
import { defaultDataCollator } from "./default-data-collator.ts";
import { type Padding, padSequences, sequence } from "./pad-sequences.ts";

export interface PaddingOptions {
  /** Rounds the length of a batch up to a multiple. Default: 1. */
  readonly padToMultipleOf?: number;
  /** Pads every batch to this length. Default: to the longest example of the batch. */
  readonly maxLength?: number;
}

/**
 * Pads the sequences of a batch to one length: `input_ids` with the tokenizer's padding, `attention_mask` and
 * `token_type_ids` with 0. A mask is made where there is none. Other features are stacked as they are, `label` as
 * `labels`.
 *
 * @throws ExampleError for an example without `input_ids`, or with other sequences not as long
 */
export function dataCollatorWithPadding(
  tokenizer: ProcessingClass,
  options: PaddingOptions = {},
): DataCollator {
  return paddingCollator(tokenizer, options, {});
}

/** @param more features to pad besides, and with what */
export function paddingCollator(
  { padTokenId, paddingSide = "right" }: ProcessingClass,
  options: PaddingOptions,
  more: Readonly<Record<string, number>>,
): DataCollator {
  const zeros = { attention_mask: 0, token_type_ids: 0 };
  const fillers = { input_ids: padTokenId, ...zeros, special_tokens_mask: 1, ...more };
  const padding: Padding = { ...options, main: "input_ids", fillers, side: paddingSide };
  return (examples) => {
    const masked = examples.map((example, position) => ({
      ...example,
      attention_mask:
        example.attention_mask ?? sequence("input_ids", example.input_ids, position).map(() => 1),
    }));
    return defaultDataCollator(padSequences(masked, padding));
  };
}
