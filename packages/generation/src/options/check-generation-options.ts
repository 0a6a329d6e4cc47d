import { GenerationOptionsError } from "../errors.ts";
import type { GenerationOptions } from "./generation-options.ts";
import { mergeOptions } from "./generation-settings.ts";
import { parseModelConfig } from "./model-config.ts";

/**
 * Refuses what `generate` would refuse with any prompt, before there is a model to generate with.
 *
 * @param configs the content of `config.json` and of `generation_config.json`
 * @throws GenerationOptionsError for options that are unknown, out of range, or do not go together, naming both
 * @throws ModelConfigError for a setting of the wrong type
 * @throws UnsupportedSettingError for one of the generation config that would be ignored
 */
export function checkGenerationOptions(
  options: GenerationOptions,
  { config, generationConfig = {} }: { readonly config: unknown; readonly generationConfig?: unknown },
): void {
  const model = parseModelConfig(config, generationConfig);
  const { vocabSize = Number.POSITIVE_INFINITY, maxPositions = Number.POSITIVE_INFINITY } = model;
  const { maxLength, maxNewTokens } = mergeOptions(options, { ...model, vocabSize }).given;
  for (const [name, value] of Object.entries({ maxLength, maxNewTokens }))
    if (value !== undefined && value > maxPositions)
      throw new GenerationOptionsError(
        `${name} (${value}) is more than the model's positions, max_position_embeddings, make it smaller: ${maxPositions}`,
      );
}
