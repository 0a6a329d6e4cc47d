import { checkLengths, checkPrompts, decoderPrompts, type GenerationInputs } from "./check-prompts.ts";
import type { LanguageModel } from "./language-model.ts";
import type { GenerationOptions } from "./options/generation-options.ts";
import { type GenerationSettings, generationSettings, mergeOptions } from "./options/generation-settings.ts";

/** What a generation needs, checked. */
export interface Generation {
  readonly model: LanguageModel;
  /** The prompts, or the inputs of the encoder, without padding. */
  readonly sources: readonly (readonly number[])[];
  /** Those of the decoder. */
  readonly prompts: readonly (readonly number[])[];
  readonly settings: GenerationSettings;
}

/** @throws as `generateTokens` does, for what is known before the first token */
export function prepareGeneration(
  model: LanguageModel,
  inputs: GenerationInputs,
  options: GenerationOptions,
): Generation {
  const merged = mergeOptions(options, model);
  const sources = checkPrompts(inputs, model.vocabSize);
  const startTokenId = merged.decoderStartTokenId ?? model.decoderStartTokenId;
  const prompts = decoderPrompts(inputs, sources, model, startTokenId);
  const settings = generationSettings(merged, model, sources, prompts);
  checkLengths(sources, prompts, settings.maxNewTokens, model);
  return { model, sources, prompts, settings };
}
