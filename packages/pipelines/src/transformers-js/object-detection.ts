import { z } from "zod";
import { defaultModels } from "../default-models.ts";
import { type ImageInput, readImage } from "../image-classification/read-image.ts";
import type { ModelSource, PipelineOptions, PipelineParts } from "../load/pipeline-options.ts";
import { parseOptions } from "../parse-options.ts";
import { openPipeline } from "./open-pipeline.ts";

const schema = z.strictObject({
  /** What is less sure is left out. Default: 0.9. */
  threshold: z.number().min(0).max(1).optional(),
  /** Whether boxes are shares of the image's size in place of pixels. Default: false. */
  percentage: z.boolean().optional(),
});

export type ObjectDetectionOptions = z.input<typeof schema>;

export interface DetectedObject {
  readonly label: string;
  readonly score: number;
  readonly box: {
    readonly xmin: number;
    readonly ymin: number;
    readonly xmax: number;
    readonly ymax: number;
  };
}

/** A list of what is there for an image, and a list of such lists for several. */
export interface ObjectDetectionPipeline extends PipelineParts {
  (image: ImageInput, options?: ObjectDetectionOptions): Promise<DetectedObject[]>;
  (images: readonly ImageInput[], options?: ObjectDetectionOptions): Promise<DetectedObject[][]>;
}

/**
 * Finds things in images.
 *
 * @param model default: "facebook/detr-resnet-50", in the hub profile
 * @throws as `pipeline`; a call throws ImageInputError and PipelineOptionsError
 */
export async function objectDetection(
  model: ModelSource = defaultModels["object-detection"],
  options: PipelineOptions = {},
): Promise<ObjectDetectionPipeline> {
  const opened = await openPipeline("object-detection", model, options);
  const call = async (input: ImageInput | readonly ImageInput[], given?: ObjectDetectionOptions) => {
    const settings = parseOptions(schema, given);
    const answers: unknown[] = [];
    // Images of several sizes are no batch.
    for (const image of [input].flat() as readonly ImageInput[])
      answers.push(await opened.run(await readImage(image), settings));
    return Array.isArray(input) ? answers : answers[0];
  };
  return Object.assign(call, opened) as ObjectDetectionPipeline;
}
