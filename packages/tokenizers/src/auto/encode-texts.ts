import type { CallOptions } from "./call-options.ts";
import { arrangement, type Slot, specialTokensIn } from "./encoding/arrangement.ts";
import { BatchEncoding } from "./encoding/batch-encoding.ts";
import { padRows } from "./encoding/pad-rows.ts";
import { Row } from "./encoding/row.ts";
import { type Side, type Truncation, truncate } from "./encoding/truncate.ts";
import type { Engine, TokenizedText } from "./engine/engine.ts";
import { WordsText } from "./engine/words-text.ts";
import { FastTokenizerNeededError, TokenizerOptionsError } from "./errors.ts";
import { asPairs, type Batch } from "./inputs.ts";

/** What of a tokenizer encoding needs. */
export interface Encoder {
  readonly engine: Engine;
  readonly modelMaxLength: number;
  readonly modelInputNames: readonly string[];
  readonly paddingSide: Side;
  readonly truncationSide: Side;
  readonly padTokenTypeId: number;
  /** @throws MissingSpecialTokenError */
  paddingToken(): { readonly id: number; readonly token: string };
}

/** A limit beyond this is Python's way to say that there is none. */
const noLimit = 1e20;

export async function encodeTexts(
  encoder: Encoder,
  text: unknown,
  textPair: unknown,
  options: CallOptions,
): Promise<BatchEncoding> {
  const { engine } = encoder;
  const { texts, pairs, isSingle } = asPairs(text, textPair, options.isSplitIntoWords ?? false);
  if (options.returnOffsetsMapping && !engine.isFast)
    throw new FastTokenizerNeededError("returnOffsetsMapping");
  const slots = arrangement(engine.postProcessor, pairs !== undefined, options.addSpecialTokens ?? true);
  const truncation = truncationOf(encoder, options, slots, pairs !== undefined);
  const padding = paddingOf(encoder, options);

  const tokenized = await tokenizeAll(engine, pairs ? [...texts, ...pairs] : texts);
  const rows: Row[] = [];
  const samples: number[] = [];
  for (let i = 0; i < texts.length; i++) {
    const first = tokenized[i] as TokenizedText;
    const sequences = pairs ? [first, tokenized[texts.length + i] as TokenizedText] : [first];
    for (const row of rowsOf(sequences, slots, truncation, options.returnOverflowingTokens ?? false)) {
      rows.push(row);
      samples.push(i);
    }
  }
  if (padding) padRows(rows, padding);

  const has = (input: string) => encoder.modelInputNames.includes(input);
  const fields = {
    tokenTypeIds: options.returnTokenTypeIds ?? has("token_type_ids"),
    attentionMask: options.returnAttentionMask ?? has("attention_mask"),
    specialTokensMask: options.returnSpecialTokensMask ?? false,
    offsetsMapping: options.returnOffsetsMapping ?? false,
    length: options.returnLength ?? false,
    isSingle: isSingle && !options.returnOverflowingTokens && !options.returnTensors,
    tensors: options.returnTensors ?? false,
    ...(options.returnOverflowingTokens && { overflowToSampleMapping: samples }),
  };
  return new BatchEncoding(rows, fields, engine.isFast);
}

/** All texts in one call, with the words of all of them if they are given in words. */
async function tokenizeAll(engine: Engine, texts: Batch["texts"]): Promise<TokenizedText[]> {
  const tokenized = await engine.tokenize(texts.flat());
  let next = 0;
  return texts.map((text) => {
    const first = next;
    next += typeof text === "string" ? 1 : text.length;
    return typeof text === "string"
      ? (tokenized[first] as TokenizedText)
      : new WordsText(tokenized.slice(first, next));
  });
}

function rowsOf(
  sequences: readonly TokenizedText[],
  slots: readonly Slot[],
  truncation: (Truncation & { readonly space: number }) | undefined,
  withOverflow: boolean,
): Row[] {
  const rowOf = (range: (sequence: 0 | 1) => readonly [number, number]) =>
    new Row(
      slots.map((slot) => {
        if ("id" in slot) return slot;
        const [start, end] = range(slot.sequence);
        return { ...slot, text: sequences[slot.sequence] as TokenizedText, start, end };
      }),
    );
  if (!truncation) return [rowOf((sequence) => [0, (sequences[sequence] as TokenizedText).length])];
  const lengths = sequences.map(({ length }) => length);
  const rows = truncate(lengths, truncation.space, truncation);
  return (withOverflow ? rows : rows.slice(0, 1)).map((ranges) =>
    rowOf((sequence) => ranges[sequence] as readonly [number, number]),
  );
}

function truncationOf(
  { modelMaxLength, truncationSide }: Encoder,
  options: CallOptions,
  slots: readonly Slot[],
  isPair: boolean,
): (Truncation & { readonly space: number }) | undefined {
  const { truncation, maxLength = modelMaxLength, stride = 0 } = options;
  if (!truncation) return undefined;
  const strategy = truncation === true ? "longest_first" : truncation;
  if (strategy === "only_second" && !isPair)
    throw new TokenizerOptionsError("there is no second text, pass a textPair or truncation: true", {
      truncation,
    });
  if (maxLength > noLimit)
    throw new TokenizerOptionsError("the model has no maximum length to truncate to, pass maxLength", {
      truncation,
    });
  const special = specialTokensIn(slots);
  const space = maxLength - special;
  if (space < 0)
    throw new TokenizerOptionsError(
      `no room for the ${special} special tokens, raise maxLength or pass addSpecialTokens: false`,
      { maxLength },
    );
  if (stride > 0 && stride >= space)
    throw new TokenizerOptionsError(
      `rows that hold ${space} tokens besides ${special} special ones cannot share that many, lower stride below ${space} or raise maxLength`,
      { stride, maxLength },
    );
  return { strategy, side: options.truncationSide ?? truncationSide, maxLength, stride, space };
}

function paddingOf(encoder: Encoder, options: CallOptions) {
  const { padding, maxLength = encoder.modelMaxLength, padToMultipleOf = 1 } = options;
  if (!padding) return undefined;
  if (padding === "max_length" && maxLength > noLimit)
    throw new TokenizerOptionsError("the model has no maximum length to pad to, pass maxLength", { padding });
  return {
    ...encoder.paddingToken(),
    typeId: encoder.padTokenTypeId,
    side: options.paddingSide ?? encoder.paddingSide,
    length: padding === "max_length" ? maxLength : undefined,
    multipleOf: padToMultipleOf,
  };
}
