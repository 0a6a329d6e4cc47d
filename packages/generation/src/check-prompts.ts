import { EmptyPromptError, PromptTooLongError, TokenIdError } from "./errors.ts";

/** What `generate` continues: rows of token ids, of any lengths. */
export interface GenerationInputs {
  readonly inputIds: readonly (readonly number[])[];
  /** 0 where a token is padding, on either side, and 1 elsewhere. Default: no padding. */
  readonly attentionMask?: readonly (readonly number[])[];
}

/**
 * The prompts without padding.
 *
 * @throws EmptyPromptError, TokenIdError or PromptTooLongError for a prompt that cannot be continued
 */
export function checkPrompts(
  { inputIds, attentionMask }: GenerationInputs,
  maxNewTokens: number,
  {
    vocabSize,
    maxPositions = Number.POSITIVE_INFINITY,
  }: { vocabSize: number; maxPositions?: number | undefined },
): readonly (readonly number[])[] {
  if (inputIds.length === 0) throw new EmptyPromptError(0);
  const prompts = inputIds.map((ids, row) => ids.filter((_, i) => attentionMask?.[row]?.[i] !== 0));
  for (const [row, ids] of prompts.entries()) {
    const unknown = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabSize);
    if (ids.length === 0) throw new EmptyPromptError(row);
    if (unknown !== undefined) throw new TokenIdError(row, unknown, vocabSize);
    if (ids.length + maxNewTokens > maxPositions)
      throw new PromptTooLongError(row, { promptLength: ids.length, maxNewTokens, maxPositions });
  }
  return prompts;
}
