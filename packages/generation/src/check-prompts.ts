import {
  DecoderPromptError,
  EmptyPromptError,
  PromptError,
  PromptTooLongError,
  TokenIdError,
} from "./errors.ts";
import type { LanguageModel } from "./language-model.ts";

type Rows = readonly (readonly number[])[];

/** What `generate` continues: rows of token ids, of any lengths. Of an encoder-decoder, the input of its encoder. */
export interface GenerationInputs {
  readonly inputIds: Rows;
  /** 0 where a token is padding, on either side, and 1 elsewhere. Default: no padding. */
  readonly attentionMask?: Rows;
  /** What the decoder of an encoder-decoder begins with, rows of one length. Default: `decoderStartTokenId`. */
  readonly decoderInputIds?: Rows;
}

/**
 * The prompts without padding.
 *
 * @throws PromptError for a mask of another length, EmptyPromptError or TokenIdError for a prompt that cannot be continued
 */
export function checkPrompts({ inputIds, attentionMask }: GenerationInputs, vocabSize: number): Rows {
  if (inputIds.length === 0) throw new EmptyPromptError(0);
  for (const [row, { length }] of inputIds.entries())
    if (attentionMask && attentionMask[row]?.length !== length)
      throw new PromptError(
        row,
        `attentionMask must be as long as inputIds (${length}): ${attentionMask[row]?.length}`,
      );
  const prompts = inputIds.map((ids, row) => ids.filter((_, i) => attentionMask?.[row]?.[i] !== 0));
  checkTokens(prompts, vocabSize);
  return prompts;
}

function checkTokens(prompts: Rows, vocabSize: number): void {
  for (const [row, ids] of prompts.entries()) {
    const unknown = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabSize);
    if (ids.length === 0) throw new EmptyPromptError(row);
    if (unknown !== undefined) throw new TokenIdError(row, unknown, vocabSize);
  }
}

/**
 * What the decoder begins with: the prompts of a decoder, the given or usual beginning of an encoder-decoder's.
 *
 * @throws DecoderPromptError where there is no beginning, or it is not one for each row, of one length
 */
export function decoderPrompts(
  { decoderInputIds }: GenerationInputs,
  prompts: Rows,
  { isEncoderDecoder, vocabSize }: LanguageModel,
  startTokenId: number | undefined,
): Rows {
  if (!isEncoderDecoder) {
    if (decoderInputIds)
      throw new DecoderPromptError("decoderInputIds are for encoder-decoders, give inputIds to a decoder");
    return prompts;
  }
  if (!decoderInputIds) {
    if (startTokenId === undefined)
      throw new DecoderPromptError(
        "unknown token to begin with, give decoder_start_token_id in the config, or decoderStartTokenId or decoderInputIds",
      );
    return prompts.map(() => [startTokenId]);
  }
  const lengths = [...new Set(decoderInputIds.map(({ length }) => length))];
  if (decoderInputIds.length !== prompts.length || lengths.length > 1)
    throw new DecoderPromptError(
      `decoderInputIds must be ${prompts.length} rows of one length, given ${decoderInputIds.length} rows of: ${lengths}`,
    );
  checkTokens(decoderInputIds, vocabSize);
  return decoderInputIds;
}

/** @throws PromptTooLongError for a sequence with more tokens than the model has positions */
export function checkLengths(
  sources: Rows,
  prompts: Rows,
  maxNewTokens: number,
  { isEncoderDecoder, maxPositions = Number.POSITIVE_INFINITY }: LanguageModel,
): void {
  for (const [row, { length: promptLength }] of prompts.entries())
    if (promptLength + maxNewTokens > maxPositions)
      throw new PromptTooLongError(row, { promptLength, maxNewTokens, maxPositions });
  for (const [row, { length }] of sources.entries())
    if (isEncoderDecoder && length > maxPositions)
      throw new PromptError(
        row,
        `longer than the encoder's positions, shorten it: ${length} > ${maxPositions}`,
      );
}
