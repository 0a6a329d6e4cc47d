import { asTexts } from "../as-texts.ts";
import { defaultModels } from "../default-models.ts";
import { encodeTexts } from "../load/encode-texts.ts";
import { inBatches } from "../load/in-batches.ts";
import { longestInput } from "../load/model-config.ts";
import type { ModelSource, PipelineOptions } from "../load/pipeline-options.ts";
import { generateOptions, type PipelineGenerationOptions } from "../text-generation/generate-options.ts";
import { openLanguageModel, type TextGenerator } from "../text-generation/open-language-model.ts";

/** A text gives a list of `numReturnSequences`; several texts one list of all of theirs. */
export interface Text2TextPipeline<Key extends string> extends TextGenerator {
  (
    texts: string | readonly string[],
    options?: PipelineGenerationOptions,
  ): Promise<Readonly<Record<Key, string>>[]>;
}

/**
 * Makes texts of texts with an encoder-decoder.
 *
 * @param model default: "google/flan-t5-small"
 * @throws as `pipeline`; a call throws PipelineInputError, and what `generate` throws for its options
 */
export function text2textGeneration(
  model: ModelSource = defaultModels["text2text-generation"],
  options: PipelineOptions = {},
): Promise<Text2TextPipeline<"generated_text">> {
  return text2text({ task: "text2text-generation", key: "generated_text" }, model, options);
}

/**
 * Shortens texts.
 *
 * @param model default: "sshleifer/distilbart-cnn-12-6"
 * @throws as `text2textGeneration`
 */
export function summarization(
  model: ModelSource = defaultModels.summarization,
  options: PipelineOptions = {},
): Promise<Text2TextPipeline<"summary_text">> {
  return text2text({ task: "summarization", key: "summary_text" }, model, options);
}

/**
 * Translates texts. T5 needs to be told from which language to which, by the task: "translation_en_to_fr".
 *
 * @param model default: "Helsinki-NLP/opus-mt-en-fr"
 * @param task default: "translation"
 * @throws as `text2textGeneration`
 */
export function translation(
  model: ModelSource = defaultModels.translation,
  options: PipelineOptions = {},
  task = "translation",
): Promise<Text2TextPipeline<"translation_text">> {
  return text2text({ task, key: "translation_text" }, model, options);
}

async function text2text<Key extends string>(
  { task, key }: { readonly task: string; readonly key: Key },
  source: ModelSource,
  options: PipelineOptions,
): Promise<Text2TextPipeline<Key>> {
  const opened = await openLanguageModel(task, "encoder-decoder", source, options);
  const { tokenizer, model, config, warn } = opened;
  const { generate } = await import("@llm-course/generation");
  const maxLength = longestInput(
    // Relative positions have no end.
    model.maxPositions === undefined ? {} : config,
    tokenizer.modelMaxLength,
  );
  const prefix = config.task_specific_params?.[task]?.prefix ?? config.prefix ?? "";
  const call = async (input: string | readonly string[], given: PipelineGenerationOptions = {}) => {
    const { texts } = asTexts("text", input);
    const answers: Record<Key, string>[] = [];
    for (const batch of inBatches(texts, options.batchSize ?? 8)) {
      const prefixed = batch.map((text) => prefix + text);
      const { input_ids, attention_mask } = await encodeTexts({ tokenizer, maxLength, warn }, prefixed);
      const { newTokens } = await generate(
        model,
        { inputIds: input_ids, ...(attention_mask && { attentionMask: attention_mask }) },
        generateOptions(given, model, tokenizer, 1),
      );
      for (const tokens of newTokens)
        answers.push({ [key]: tokenizer.decode(tokens, { skipSpecialTokens: true }) } as Record<Key, string>);
    }
    return answers;
  };
  return Object.assign(call, opened) as Text2TextPipeline<Key>;
}
