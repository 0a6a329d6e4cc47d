import { z } from "zod";
import { asTexts } from "../as-texts.ts";
import { defaultModels } from "../default-models.ts";
import { encodeTexts } from "../load/encode-texts.ts";
import { inBatches } from "../load/in-batches.ts";
import { labelsOf } from "../load/model-config.ts";
import { openTextModel, type TextModel } from "../load/open-text-model.ts";
import type { ModelSource, PipelineOptions } from "../load/pipeline-options.ts";
import { rowsOf } from "../math/rows-of.ts";
import { parseOptions } from "../parse-options.ts";
import { defaultFunction, type LabelScore, scoreLabels } from "./score-labels.ts";

const schema = z.strictObject({
  /** How many labels, the best first; null for all. Default: the best one of each text. */
  topK: z.int().positive().nullish(),
  /** What makes scores of logits. Default: what the model's `problem_type` says. */
  functionToApply: z.enum(["softmax", "sigmoid", "none"]).optional(),
});

export type TextClassificationOptions = z.input<typeof schema>;

/** A text gives a list of labels; several give one label each, or with `topK` a list each. */
export interface TextClassificationPipeline extends TextModel {
  (text: string, options?: TextClassificationOptions): Promise<LabelScore[]>;
  (
    texts: readonly string[],
    options: TextClassificationOptions & { readonly topK: number | null },
  ): Promise<LabelScore[][]>;
  (texts: readonly string[], options?: TextClassificationOptions): Promise<LabelScore[]>;
}

/**
 * Tells what kind of text each is: how it feels, what it is about.
 *
 * @param model default: "distilbert/distilbert-base-uncased-finetuned-sst-2-english"
 * @throws as `pipeline`; a call throws PipelineInputError and PipelineOptionsError
 */
export async function textClassification(
  model: ModelSource = defaultModels["text-classification"],
  options: PipelineOptions = {},
): Promise<TextClassificationPipeline> {
  const opened = await openTextModel("text-classification", model, options);
  const call = async (input: string | readonly string[], given?: TextClassificationOptions) => {
    const { texts, isSingle } = asTexts("text", input);
    const { topK, functionToApply } = parseOptions(schema, given);
    const answers: LabelScore[][] = [];
    for (const batch of inBatches(texts, opened.batchSize)) {
      const { logits } = await opened.run(await encodeTexts(opened, batch), "logits");
      for (const row of rowsOf(logits)) {
        const applied = functionToApply ?? defaultFunction(opened.config.problem_type, row.length);
        const asked = { topK: topK === undefined ? 1 : topK, functionToApply: applied };
        answers.push(scoreLabels(row, labelsOf(opened.config, row.length), asked));
      }
    }
    if (isSingle) return answers[0];
    return topK === undefined ? answers.flat() : answers;
  };
  return Object.assign(call, opened) as TextClassificationPipeline;
}
