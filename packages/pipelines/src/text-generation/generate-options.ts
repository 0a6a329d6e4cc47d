import type { GenerationOptions, LanguageModel } from "@llm-course/generation";
import type { PreTrainedTokenizerFast } from "@llm-course/tokenizers";

/** Those of `generate`; the tokenizer is the pipeline's. */
export type PipelineGenerationOptions = Omit<GenerationOptions, "tokenizer">;

const defaultNewTokens = 256;

/**
 * What `generate` is called with. Where nobody says how long a text gets, 256 new tokens, or what the model's positions leave.
 *
 * @param longestPrompt in tokens; of an encoder-decoder 1
 */
export function generateOptions(
  options: PipelineGenerationOptions,
  model: LanguageModel,
  tokenizer: PreTrainedTokenizerFast,
  longestPrompt: number,
): GenerationOptions {
  const { maxNewTokens, maxLength, stopStrings } = { ...model.generationConfig, ...options };
  const room = (model.maxPositions ?? Number.POSITIVE_INFINITY) - longestPrompt;
  return {
    ...options,
    ...(maxNewTokens === undefined &&
      maxLength === undefined && { maxNewTokens: Math.max(1, Math.min(defaultNewTokens, room)) }),
    ...(stopStrings !== undefined && { tokenizer }),
  };
}
