import { z } from "zod";
import { defaultModels } from "../default-models.ts";
import { type ImageInput, readImage } from "../image-classification/read-image.ts";
import type { ModelSource, PipelineOptions, PipelineParts } from "../load/pipeline-options.ts";
import { parseOptions } from "../parse-options.ts";
import { openPipeline } from "./open-pipeline.ts";

const schema = z.strictObject({
  /** Default: the model's. */
  maxNewTokens: z.int().positive().optional(),
});

export type ImageToTextOptions = z.input<typeof schema>;

/** A list of texts for an image, and a list of such lists for several. */
export interface ImageToTextPipeline extends PipelineParts {
  (image: ImageInput, options?: ImageToTextOptions): Promise<{ readonly generated_text: string }[]>;
  (
    images: readonly ImageInput[],
    options?: ImageToTextOptions,
  ): Promise<{ readonly generated_text: string }[][]>;
}

/**
 * Describes images, or reads what is written in them.
 *
 * @param model default: "nlpconnect/vit-gpt2-image-captioning", in the hub profile
 * @throws as `pipeline`; a call throws ImageInputError and PipelineOptionsError
 */
export async function imageToText(
  model: ModelSource = defaultModels["image-to-text"],
  options: PipelineOptions = {},
): Promise<ImageToTextPipeline> {
  const opened = await openPipeline("image-to-text", model, options);
  const call = async (input: ImageInput | readonly ImageInput[], given?: ImageToTextOptions) => {
    const settings = parseOptions(schema, given);
    const answers: unknown[] = [];
    for (const image of [input].flat() as readonly ImageInput[])
      answers.push(await opened.run(await readImage(image), settings));
    return Array.isArray(input) ? answers : answers[0];
  };
  return Object.assign(call, opened) as ImageToTextPipeline;
}
