import { z } from "zod";
import { ArgumentError } from "../errors.ts";
import { paddingOptions } from "./call-options.ts";
import type { Encoder } from "./encode-texts.ts";
import { paddedLength } from "./encoding/pad-rows.ts";
import { type Int64Tensor, int64Tensor } from "./encoding/tensor.ts";
import { TokenizerOptionsError } from "./errors.ts";

const schema = z.strictObject(paddingOptions);
export type PadOptions = z.input<typeof schema>;

/** What a tokenizer has made of several texts, in one object or one for each. */
export type Encodings = object | readonly object[];
export type PaddedBatch = Record<string, unknown[] | Int64Tensor> & { input_ids: number[][] | Int64Tensor };

/**
 * Pads the lists of `input_ids`, `attention_mask`, `token_type_ids` and `special_tokens_mask`; others stay as they are.
 *
 * @throws ArgumentError for encodings without ids, or with lists that are not as long; TokenizerOptionsError;
 *   MissingSpecialTokenError; RaggedRowsError
 */
export function padEncodings(encoder: Encoder, encodings: Encodings, options: PadOptions = {}): PaddedBatch {
  const parsed = schema.safeParse(options, { reportInput: true });
  if (!parsed.success) throw TokenizerOptionsError.fromZod(parsed.error);
  const { padding = true, padToMultipleOf = 1, returnTensors, ...rest } = parsed.data;
  if (padding === false && (padToMultipleOf > 1 || rest.maxLength || rest.paddingSide))
    throw new TokenizerOptionsError(
      "options of padding say nothing without it, pass padding: true",
      parsed.data,
    );
  if (padding !== "max_length" && rest.maxLength !== undefined)
    throw new TokenizerOptionsError('a length to pad to needs padding: "max_length", or leave it out', {
      padding,
      maxLength: rest.maxLength,
    });
  const side = rest.paddingSide ?? encoder.paddingSide;
  const rows = rowsOf(encodings);
  const lengths = rows.map((row) => row.input_ids.length);
  const maxLength = padding === "max_length" ? (rest.maxLength ?? encoder.modelMaxLength) : undefined;
  if ((maxLength ?? 0) > 1e20)
    throw new TokenizerOptionsError("the model has no maximum length to pad to, pass maxLength", { padding });
  const wanted = padding === false ? 0 : paddedLength(lengths, maxLength, padToMultipleOf);
  const fillers: Readonly<Record<string, number>> = {
    input_ids: padding === false ? 0 : encoder.paddingToken().id,
    attention_mask: 0,
    token_type_ids: encoder.padTokenTypeId,
    special_tokens_mask: 1,
  };
  const withMask = rest.returnAttentionMask ?? encoder.modelInputNames.includes("attention_mask");

  const padded = rows.map((row, i) => {
    const length = lengths[i] as number;
    const { attention_mask = new Array<number>(length).fill(1), ...others } = row;
    return Object.entries({ ...others, ...(withMask && { attention_mask }) }).map(([key, value]) => {
      const filler = fillers[key];
      if (filler === undefined) return [key, value] as const;
      if (!Array.isArray(value) || value.length !== length)
        throw new ArgumentError(
          `${key} of row ${i} expected to have ${length} values, as many as input_ids`,
          value,
        );
      const fill = new Array<number>(Math.max(0, wanted - length)).fill(filler);
      return [key, side === "right" ? [...value, ...fill] : [...fill, ...value]] as const;
    });
  });
  const batch: Record<string, unknown[]> = {};
  for (const [key, value] of padded.flat()) {
    batch[key] ??= [];
    batch[key].push(value);
  }
  if (!returnTensors) return batch as PaddedBatch;
  return Object.fromEntries(
    Object.entries(batch).map(([key, value]) => [key, int64Tensor(key, value as number[][])]),
  ) as PaddedBatch;
}

type EncodingRow = Readonly<Record<string, unknown>> & { readonly input_ids: readonly unknown[] };

function rowsOf(encodings: Encodings): EncodingRow[] {
  if (Array.isArray(encodings)) return encodings.map(checked);
  const { input_ids } = encodings as { input_ids?: unknown };
  if (!Array.isArray(input_ids)) throw new ArgumentError("encodings with input_ids expected", encodings);
  const isBatch = Array.isArray(input_ids[0]);
  if (!isBatch) return [checked(encodings)];
  const keys = Object.keys(encodings);
  return input_ids.map((_, i) =>
    checked(Object.fromEntries(keys.map((key) => [key, (encodings as Record<string, unknown[]>)[key]?.[i]]))),
  );
}

function checked(row: object): EncodingRow {
  if ("input_ids" in row && Array.isArray(row.input_ids)) return { ...row } as unknown as EncodingRow;
  throw new ArgumentError("encodings with input_ids expected", row);
}
