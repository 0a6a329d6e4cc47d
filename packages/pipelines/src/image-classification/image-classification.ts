import { z } from "zod";
import { defaultModels } from "../default-models.ts";
import { PipelineModelError } from "../errors.ts";
import { inBatches } from "../load/in-batches.ts";
import { labelsOf, type PipelineConfig, readPipelineConfig } from "../load/model-config.ts";
import type { ModelSource, PipelineOptions, PipelineParts } from "../load/pipeline-options.ts";
import { resolveModel } from "../load/resolve-model.ts";
import { transformersOptions } from "../load/transformers-options.ts";
import { rowsOf } from "../math/rows-of.ts";
import { parseOptions } from "../parse-options.ts";
import { defaultFunction, type LabelScore, scoreLabels } from "../text-classification/score-labels.ts";
import { type ImageInput, readImage } from "./read-image.ts";

const schema = z.strictObject({
  /** How many labels, the best first; null for all. Default: 5. */
  topK: z.int().positive().nullish(),
  /** What makes scores of logits. Default: what the model's `problem_type` says. */
  functionToApply: z.enum(["softmax", "sigmoid", "none"]).optional(),
});

export type ImageClassificationOptions = z.input<typeof schema>;

/** A list of labels for an image, and a list of such lists for several. */
export interface ImageClassificationPipeline extends PipelineParts {
  readonly config: PipelineConfig;
  (image: ImageInput, options?: ImageClassificationOptions): Promise<LabelScore[]>;
  (images: readonly ImageInput[], options?: ImageClassificationOptions): Promise<LabelScore[][]>;
}

/**
 * Tells what images show.
 *
 * @param model default: "google/vit-base-patch16-224"
 * @throws as `pipeline`; a call throws ImageInputError and PipelineOptionsError
 */
export async function imageClassification(
  model: ModelSource = defaultModels["image-classification"],
  options: PipelineOptions = {},
): Promise<ImageClassificationPipeline> {
  const { path, checkpoint } = await resolveModel(model, options);
  const { AutoModelForImageClassification, AutoProcessor } = await import("@huggingface/transformers");
  const settings = await transformersOptions(options);
  const config = await readPipelineConfig(path);
  const processor = await AutoProcessor.from_pretrained(path, settings);
  const network = await AutoModelForImageClassification.from_pretrained(path, settings).catch(
    (cause: Error) => {
      throw new PipelineModelError(`no model of images could be loaded (${cause.message})`, path, { cause });
    },
  );
  const dispose = async () => {
    await network.dispose();
  };
  const call = async (input: ImageInput | readonly ImageInput[], given?: ImageClassificationOptions) => {
    const { topK = 5, functionToApply } = parseOptions(schema, given);
    const isSingle = !Array.isArray(input);
    const answers: LabelScore[][] = [];
    for (const batch of inBatches([input].flat() as readonly ImageInput[], options.batchSize ?? 8)) {
      const images = await Promise.all(batch.map(readImage));
      const { logits } = await network({ pixel_values: (await processor(images)).pixel_values });
      for (const row of rowsOf(logits)) {
        const applied = functionToApply ?? defaultFunction(config.problem_type, row.length);
        answers.push(scoreLabels(row, labelsOf(config, row.length), { topK, functionToApply: applied }));
      }
    }
    return isSingle ? answers[0] : answers;
  };
  const parts = { task: "image-classification", path, checkpoint, config, dispose };
  return Object.assign(call, parts, { [Symbol.asyncDispose]: dispose }) as ImageClassificationPipeline;
}
