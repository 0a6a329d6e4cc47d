import { z } from "zod";
import { asTexts } from "../as-texts.ts";
import { defaultModels } from "../default-models.ts";
import { PipelineInputError, PipelineModelError } from "../errors.ts";
import { type ImageInput, readImage } from "../image-classification/read-image.ts";
import type { ModelSource, PipelineOptions, PipelineParts } from "../load/pipeline-options.ts";
import { resolveModel } from "../load/resolve-model.ts";
import { transformersOptions } from "../load/transformers-options.ts";
import { parseOptions } from "../parse-options.ts";

const schema = z.strictObject({
  /** Default: 256. */
  maxNewTokens: z.int().positive().optional(),
});

export type ImageTextToTextOptions = z.input<typeof schema>;

export interface ImageQuestion {
  readonly images: ImageInput | readonly ImageInput[];
  /** What to do with the images, or to tell about them. */
  readonly text: string;
}

export interface ImageTextToTextPipeline extends PipelineParts {
  (input: ImageQuestion, options?: ImageTextToTextOptions): Promise<{ readonly generated_text: string }[]>;
}

/**
 * Answers questions about images with a chat model that sees. transformers.js has its parts, but no pipeline of them.
 *
 * @param model default: "HuggingFaceTB/SmolVLM-256M-Instruct", in the hub profile
 * @throws as `pipeline`; a call throws PipelineInputError, ImageInputError and PipelineOptionsError
 */
export async function imageTextToText(
  model: ModelSource = defaultModels["image-text-to-text"],
  options: PipelineOptions = {},
): Promise<ImageTextToTextPipeline> {
  const { path, checkpoint } = await resolveModel(model, options);
  const { AutoModelForImageTextToText, AutoProcessor } = await import("@huggingface/transformers");
  const settings = await transformersOptions(options);
  const load = async () => ({
    processor: await AutoProcessor.from_pretrained(path, settings),
    network: await AutoModelForImageTextToText.from_pretrained(path, settings),
  });
  const { processor, network } = await load().catch((cause: Error) => {
    throw new PipelineModelError(`no chat model that sees could be loaded (${cause.message})`, path, {
      cause,
    });
  });
  const dispose = async () => {
    await network.dispose();
  };
  const call = async (input: ImageQuestion, given?: ImageTextToTextOptions) => {
    const { maxNewTokens = 256 } = parseOptions(schema, given);
    if (typeof input !== "object" || input === null || !("images" in input))
      throw new PipelineInputError("{ images, text } expected", input);
    asTexts("text", input.text);
    const images = await Promise.all(([input.images].flat() as readonly ImageInput[]).map(readImage));
    const content = [...images.map(() => ({ type: "image" })), { type: "text", text: input.text }];
    const prompt = processor.apply_chat_template([{ role: "user", content }] as never, {
      add_generation_prompt: true,
    });
    const inputs = await processor(prompt, images);
    const outputs = (await network.generate({ ...inputs, max_new_tokens: maxNewTokens })) as {
      slice(...ranges: unknown[]): never;
    };
    // What is new stands behind the prompt.
    const fresh = outputs.slice(null, [inputs.input_ids.dims.at(-1), null]);
    const texts = processor.batch_decode(fresh, { skip_special_tokens: true });
    return texts.map((generated_text: string) => ({ generated_text }));
  };
  const parts = { task: "image-text-to-text", path, checkpoint, dispose };
  return Object.assign(call, parts, { [Symbol.asyncDispose]: dispose }) as ImageTextToTextPipeline;
}
