import type { Batch } from "@llm-course/onnx";
import type { DataCollator, ProcessingClass } from "./collator.ts";
import { type PaddingOptions, paddingCollator } from "./data-collator-with-padding.ts";
import { defaultDataCollator } from "./default-data-collator.ts";
import type { Example } from "./example.ts";
import { padSequences, sequence } from "./pad-sequences.ts";

export interface Seq2SeqCollatorOptions extends PaddingOptions {
  /** The label of padding, which does not count. Default: −100. */
  readonly labelPadTokenId?: number;
  /**
   * The model's `decoder_start_token_id`: adds `decoder_input_ids`, this token and then all labels but the last, with
   * padding for those that do not count. Default: none, since graphs with labels make them themselves.
   */
  readonly decoderStartTokenId?: number;
}

const labelNames = ["label", "label_ids"];

/**
 * Pads the sequences of the encoder, and apart from them `labels`, with −100, `decoder_input_ids` and
 * `decoder_attention_mask`. Both sides are rounded up to `padToMultipleOf`.
 *
 * @throws ExampleError for an example without `input_ids`, or without labels where others have them
 */
export function dataCollatorForSeq2Seq(
  tokenizer: ProcessingClass,
  { labelPadTokenId = -100, decoderStartTokenId, ...options }: Seq2SeqCollatorOptions = {},
): DataCollator {
  const { padTokenId, paddingSide: side = "right" } = tokenizer;
  const padSources = paddingCollator(tokenizer, options, {});
  const fillers = { labels: labelPadTokenId, decoder_input_ids: padTokenId, decoder_attention_mask: 0 };

  const padTargets = (examples: readonly Example[]): Batch => {
    const main = ["labels", "decoder_input_ids"].find((key) => examples.some((example) => key in example));
    if (!main) return {};
    const padded = padSequences(examples, { ...options, main, fillers, side });
    if (decoderStartTokenId === undefined || main !== "labels") return defaultDataCollator(padded);
    const shifted = padded.map((example, position) => {
      const tokens = sequence("labels", example.labels, position).map((label) =>
        Number(label) === labelPadTokenId ? padTokenId : label,
      );
      return { ...example, decoder_input_ids: [decoderStartTokenId, ...tokens.slice(0, -1)] };
    });
    return defaultDataCollator(shifted);
  };

  return (examples) => {
    const named = examples.map((example) => renamed(example));
    const side = (isTarget: boolean) =>
      named.map((example) =>
        Object.fromEntries(Object.entries(example).filter(([key]) => key in fillers === isTarget)),
      );
    return { ...padSources(side(false)), ...padTargets(side(true)) };
  };
}

function renamed(example: Example): Example {
  return Object.fromEntries(
    Object.entries(example).map(([key, value]) => [labelNames.includes(key) ? "labels" : key, value]),
  );
}
