import type { GenerationInputs } from "./check-prompts.ts";
import { decodeRows } from "./decode-rows.ts";
import { GenerationOptionsError } from "./errors.ts";
import { prepareGeneration } from "./generation.ts";
import type { LanguageModel } from "./language-model.ts";
import type { GenerationOptions } from "./options/generation-options.ts";

/**
 * Continues prompts, token by token: each step gives one token of every row, undefined for rows that have ended. The
 * token that ends a row is given, too. Leaving the loop ends the generation.
 *
 * @throws GenerationOptionsError for options that are unknown or do not go together, and for beams
 * @throws PromptError for a prompt that is empty, too long, or has unknown tokens
 * @throws DecoderPromptError where the decoder of an encoder-decoder has nothing to begin with
 * @throws NonFiniteLogitsError where the model computes NaN
 * @throws NoTokenLeftError where processors take every token out
 */
export async function* generateTokens(
  model: LanguageModel,
  inputs: GenerationInputs,
  options: GenerationOptions = {},
): AsyncGenerator<readonly (number | undefined)[], void, undefined> {
  const generation = prepareGeneration(model, inputs, options);
  const { numBeams } = generation.settings.beams;
  if (numBeams > 1)
    throw new GenerationOptionsError(
      `beams change their tokens until the end, use generate or numBeams: 1 to get them as they come: ${numBeams}`,
    );
  for await (const { tokens } of decodeRows(generation)) yield tokens;
}
