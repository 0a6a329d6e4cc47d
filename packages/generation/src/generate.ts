import { checkPrompts, type GenerationInputs } from "./check-prompts.ts";
import type { Decoder } from "./create-decoder.ts";
import { generateTokens } from "./generate-tokens.ts";
import { type GenerationOptions, generationSettings } from "./generation-options.ts";
import { leftPad } from "./left-pad.ts";

export interface GenerationOutput {
  /** Prompts and new tokens as Hugging Face's `generate` gives them: padded on the left to the longest prompt, and after the end. */
  readonly sequences: readonly (readonly number[])[];
  /** The new tokens of each row, the one that ended it included. */
  readonly newTokens: readonly (readonly number[])[];
  /** Whether a row ended with an end token, or at `maxNewTokens`. */
  readonly finishReasons: readonly ("eos" | "length")[];
}

/**
 * Continues prompts, all rows at once. See `generateTokens` for the tokens as they come, and what is thrown.
 *
 * @param inputs rows of token ids, of any lengths
 */
export async function generate(
  decoder: Decoder,
  inputs: GenerationInputs,
  options: GenerationOptions = {},
): Promise<GenerationOutput> {
  const { maxNewTokens, eosTokenIds, padTokenId } = generationSettings(options, decoder);
  const prompts = checkPrompts(inputs, maxNewTokens, decoder);
  const newTokens: number[][] = prompts.map(() => []);
  for await (const tokens of generateTokens(decoder, { inputIds: prompts }, options))
    for (const [row, tokenId] of tokens.entries()) if (tokenId !== undefined) newTokens[row]?.push(tokenId);

  const steps = Math.max(...newTokens.map(({ length }) => length));
  return {
    sequences: leftPad(prompts, padTokenId).map((ids, row) => {
      const added = newTokens[row] ?? [];
      return [...ids, ...added, ...new Array<number>(steps - added.length).fill(padTokenId)];
    }),
    newTokens,
    finishReasons: newTokens.map((ids) => (eosTokenIds.has(ids.at(-1) ?? Number.NaN) ? "eos" : "length")),
  };
}
