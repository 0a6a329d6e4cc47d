import type { GenerationInputs } from "../check-prompts.ts";
import { GenerationOptionsError } from "../errors.ts";
import { generateTokens } from "../generate-tokens.ts";
import type { LanguageModel } from "../language-model.ts";
import type { GenerationOptions } from "../options/generation-options.ts";
import type { TextDecoding } from "./text-decoding.ts";
import { TextStreamer, type TextStreamerOptions } from "./text-streamer.ts";

export interface StreamOptions extends Omit<GenerationOptions, "tokenizer">, TextStreamerOptions {}

/**
 * Continues one prompt and gives the new text in pieces that end where a word does. Leaving the loop ends the
 * generation, and so does `signal`, with an error.
 *
 * @param tokenizer decodes the tokens, and what `stopStrings` are looked for in
 * @throws as `generateTokens` does; GenerationOptionsError for more than one row
 */
export async function* streamText(
  model: LanguageModel,
  tokenizer: TextDecoding,
  inputs: GenerationInputs,
  { skipSpecialTokens = true, ...options }: StreamOptions = {},
): AsyncGenerator<string, void, undefined> {
  const rows = inputs.inputIds.length * (options.numReturnSequences ?? 1);
  if (rows > 1)
    throw new GenerationOptionsError(`text is streamed of one row, use generateTokens for: ${rows}`);
  const streamer = new TextStreamer(tokenizer, { skipSpecialTokens });
  const searches = options.stopStrings ?? model.generationConfig.stopStrings;
  const all = { ...options, ...(searches !== undefined && { tokenizer }) };
  for await (const [tokenId] of generateTokens(model, inputs, all)) {
    const piece = tokenId === undefined ? "" : streamer.put(tokenId);
    if (piece !== "") yield piece;
  }
  const rest = streamer.end();
  if (rest !== "") yield rest;
}
