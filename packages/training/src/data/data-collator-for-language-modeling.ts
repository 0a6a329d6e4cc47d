import type { DataCollator, ProcessingClass } from "./collator.ts";
import { type PaddingOptions, paddingCollator } from "./data-collator-with-padding.ts";
import type { Example } from "./example.ts";
import { type MaskingOptions, maskingCollator } from "./masking.ts";
import { sequence } from "./pad-sequences.ts";

export interface CausalOptions extends PaddingOptions {
  /** Labels are the tokens themselves, which a model for `causal-lm` shifts. */
  readonly mlm: false;
}

export interface MaskedOptions extends MaskingOptions {
  /** Labels are the tokens that masks replace. Default: true. */
  readonly mlm?: true;
}

/**
 * Pads sequences and makes their labels: those of a masked language model, or with `mlm: false` of a causal one. Padding
 * is −100, as `attention_mask` tells it, so a token that ends texts counts also where it pads. Labels that examples
 * have are replaced.
 *
 * @throws DataCollatorError for probabilities that are none, and a tokenizer without what masks need
 */
export function dataCollatorForLanguageModeling(
  tokenizer: ProcessingClass,
  options: CausalOptions | MaskedOptions = {},
): DataCollator {
  if (options.mlm === false) return causalCollator(tokenizer, options);
  return maskingCollator(tokenizer, options, ({ isSpecial }) =>
    isSpecial.map((special, i) => (special ? undefined : i)),
  );
}

function causalCollator(tokenizer: ProcessingClass, options: CausalOptions): DataCollator {
  const pad = paddingCollator(tokenizer, options, { labels: -100 });
  return (examples) =>
    pad(
      examples.map((example, position) => {
        const { label, label_ids, special_tokens_mask, word_ids, ...others } = example;
        return { ...others, labels: causalLabels(example, position) };
      }),
    );
}

function causalLabels(example: Example, position: number): number[] {
  const { input_ids: ids, attention_mask: mask } = example;
  const tokens = sequence("input_ids", ids, position).map(Number);
  if (mask === undefined) return tokens;
  const like = { main: "input_ids", length: tokens.length };
  const visible = sequence("attention_mask", mask, position, like);
  return tokens.map((id, i) => (Number(visible[i]) === 0 ? -100 : id));
}
