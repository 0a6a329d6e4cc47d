import type { DataCollator, ProcessingClass } from "./collator.ts";
import { defaultDataCollator } from "./default-data-collator.ts";
import { ExampleError, RawTextError } from "./errors.ts";
import type { Example, Feature } from "./example.ts";

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
  { padToMultipleOf = 1, maxLength }: PaddingOptions,
  more: Readonly<Record<string, number>>,
): DataCollator {
  const padding = new Map(
    Object.entries({
      input_ids: padTokenId,
      attention_mask: 0,
      token_type_ids: 0,
      special_tokens_mask: 1,
      ...more,
    }),
  );
  return (examples) => {
    const lengths = examples.map(sequenceLength);
    const longest = Math.max(...lengths, maxLength ?? 0);
    const length = Math.ceil(longest / padToMultipleOf) * padToMultipleOf;
    const padded = examples.map((example, position) => {
      const masked = {
        ...example,
        attention_mask: example.attention_mask ?? new Array(lengths[position]).fill(1),
      };
      return Object.fromEntries(
        Object.entries(masked).map(([key, value]) => {
          const filler = padding.get(key);
          if (filler === undefined) return [key, value];
          const values = sequence(key, value, position, lengths[position]);
          const fill = new Array<number>(length - values.length).fill(filler);
          return [key, paddingSide === "right" ? [...values, ...fill] : [...fill, ...values]];
        }),
      );
    });
    return defaultDataCollator(padded);
  };
}

function sequenceLength(example: Example, position: number): number {
  return sequence("input_ids", example.input_ids, position).length;
}

function sequence(key: string, value: Feature, position: number, length?: number): readonly Feature[] {
  if (typeof value === "string")
    throw new RawTextError(
      { key, problem: "text where token ids belong, tokenize it first", value },
      position,
    );
  const problem =
    length === undefined
      ? "expected a sequence of numbers"
      : `expected a sequence of ${length}, as many as input_ids`;
  if (typeof value !== "object" || value === null || (length !== undefined && value.length !== length))
    throw new ExampleError({ key, problem, value }, position);
  return Array.from(value as ArrayLike<Feature>);
}
