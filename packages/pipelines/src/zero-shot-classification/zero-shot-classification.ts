import { z } from "zod";
import { asTexts } from "../as-texts.ts";
import { defaultModels } from "../default-models.ts";
import { PipelineInputError, PipelineModelError, PipelineOptionsError } from "../errors.ts";
import { encodeTexts } from "../load/encode-texts.ts";
import { inBatches } from "../load/in-batches.ts";
import { labelsOf } from "../load/model-config.ts";
import { openTextModel, type TextModel } from "../load/open-text-model.ts";
import type { ModelSource, PipelineOptions } from "../load/pipeline-options.ts";
import { rowsOf } from "../math/rows-of.ts";
import { parseOptions } from "../parse-options.ts";
import { entailmentScores } from "./entailment-scores.ts";

const schema = z.strictObject({
  /** A sentence with {} for the label. Default: "This example is {}." */
  hypothesisTemplate: z.string().optional(),
  /** Whether several labels may fit; then scores do not sum to 1. Default: false. */
  multiLabel: z.boolean().optional(),
});

export type ZeroShotClassificationOptions = z.input<typeof schema>;

/** The labels with the best first. */
export interface ZeroShotResult {
  readonly sequence: string;
  readonly labels: readonly string[];
  readonly scores: readonly number[];
}

/** Labels may be given in one text, with commas between them. */
export interface ZeroShotClassificationPipeline extends TextModel {
  (
    text: string,
    candidateLabels: string | readonly string[],
    options?: ZeroShotClassificationOptions,
  ): Promise<ZeroShotResult>;
  (
    texts: readonly string[],
    candidateLabels: string | readonly string[],
    options?: ZeroShotClassificationOptions,
  ): Promise<ZeroShotResult[]>;
}

/**
 * Tells which of any labels fits a text, without a training on them: by a model that tells whether a sentence follows from
 * another. https://arxiv.org/abs/1909.00161
 *
 * @param model default: "facebook/bart-large-mnli"
 * @throws as `pipeline`, and PipelineModelError for a model without a label that begins with "entail"; a call throws
 *   PipelineInputError and PipelineOptionsError
 */
export async function zeroShotClassification(
  model: ModelSource = defaultModels["zero-shot-classification"],
  options: PipelineOptions = {},
): Promise<ZeroShotClassificationPipeline> {
  const opened = await openTextModel("zero-shot-classification", model, options);
  const { config, path } = opened;
  const names = labelsOf(config, Object.keys(config.id2label ?? {}).length);
  const entailment = names.findIndex((name) => name.toLowerCase().startsWith("entail"));
  if (entailment < 0) {
    await opened.dispose();
    throw new PipelineModelError(
      `a model with a label that begins with "entail" expected, its labels are ${names.join(", ") || "not named"}`,
      path,
    );
  }
  const named = names.findIndex((name) => /^(contra|not_entail)/.test(name.toLowerCase()));
  const contradiction = named < 0 ? (entailment === 0 ? names.length - 1 : 0) : named;

  const call = async (
    input: string | readonly string[],
    candidates: string | readonly string[],
    given?: ZeroShotClassificationOptions,
  ) => {
    const { texts, isSingle } = asTexts("text", input);
    const { hypothesisTemplate = "This example is {}.", multiLabel = false } = parseOptions(schema, given);
    const labels = asLabels(candidates);
    if (!hypothesisTemplate.includes("{}"))
      throw new PipelineOptionsError(
        "option hypothesisTemplate, a sentence with {} in the label's place expected",
        hypothesisTemplate,
      );
    const hypotheses = labels.map((label) => hypothesisTemplate.replace("{}", () => label));
    const results: ZeroShotResult[] = [];
    for (const text of texts) {
      const logits: Float32Array[] = [];
      for (const batch of inBatches(hypotheses, opened.batchSize)) {
        const premises = batch.map(() => text);
        // The text may be cut, never the label.
        const encoded = await encodeTexts(opened, premises, batch, "only_first");
        logits.push(...rowsOf((await opened.run(encoded, "logits")).logits));
      }
      const independent = multiLabel || labels.length === 1;
      const scores = entailmentScores(logits, { entailment, contradiction, multiLabel: independent });
      const order = [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number));
      results.push({
        sequence: text,
        labels: order.map((i) => labels[i] as string),
        scores: order.map((i) => scores[i] as number),
      });
    }
    return isSingle ? results[0] : results;
  };
  return Object.assign(call, opened) as ZeroShotClassificationPipeline;
}

function asLabels(candidates: string | readonly string[]): readonly string[] {
  const { texts, isSingle } = asTexts("candidateLabels", candidates);
  const labels = isSingle ? (texts[0] as string).split(",").map((label) => label.trim()) : texts;
  const named = labels.filter((label) => label !== "");
  if (named.length === 0)
    throw new PipelineInputError("candidateLabels: at least one label expected", candidates);
  return named;
}
