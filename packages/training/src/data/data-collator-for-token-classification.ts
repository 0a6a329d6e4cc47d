import type { DataCollator, ProcessingClass } from "./collator.ts";
import { type PaddingOptions, paddingCollator } from "./data-collator-with-padding.ts";

export interface TokenClassificationOptions extends PaddingOptions {
  /** The label of padding, which does not count. Default: −100. */
  readonly labelPadTokenId?: number;
}

/**
 * Pads sequences and, with −100, their `labels`, of which there is one for each token.
 *
 * @throws ExampleError for an example without `input_ids`, or with not as many labels
 */
export function dataCollatorForTokenClassification(
  tokenizer: ProcessingClass,
  { labelPadTokenId = -100, ...options }: TokenClassificationOptions = {},
): DataCollator {
  const labels = Object.fromEntries(["labels", "label", "label_ids"].map((key) => [key, labelPadTokenId]));
  return paddingCollator(tokenizer, options, labels);
}
