import { z } from "zod";
import { asTexts } from "../as-texts.ts";
import { defaultModels } from "../default-models.ts";
import type { ModelSource, PipelineOptions, PipelineParts } from "../load/pipeline-options.ts";
import { parseOptions } from "../parse-options.ts";
import { openPipeline } from "./open-pipeline.ts";

const schema = z.strictObject({
  /** Whose voice, for models that ask for one: an address, a path or numbers. Default: the model's. */
  speakerEmbeddings: z.union([z.string(), z.instanceof(URL), z.instanceof(Float32Array)]).optional(),
});

export type TextToSpeechOptions = z.input<typeof schema>;

/** Spoken text, from −1 to 1. */
export interface SpokenText {
  readonly audio: Float32Array;
  readonly sampling_rate: number;
  /** A WAV file of it. */
  toBlob(): Blob;
}

export interface TextToSpeechPipeline extends PipelineParts {
  (text: string, options?: TextToSpeechOptions): Promise<SpokenText>;
  (texts: readonly string[], options?: TextToSpeechOptions): Promise<SpokenText[]>;
}

/**
 * Speaks texts.
 *
 * @param model default: "facebook/mms-tts-eng", in the hub profile
 * @throws as `pipeline`; a call throws PipelineInputError and PipelineOptionsError
 */
export async function textToSpeech(
  model: ModelSource = defaultModels["text-to-speech"],
  options: PipelineOptions = {},
): Promise<TextToSpeechPipeline> {
  const { run, ...opened } = await openPipeline("text-to-speech", model, options);
  const call = async (input: string | readonly string[], given?: TextToSpeechOptions) => {
    const { texts, isSingle } = asTexts("text", input);
    const settings = parseOptions(schema, given);
    const answers: unknown[] = [];
    for (const text of texts) answers.push(await run(text, settings));
    return isSingle ? answers[0] : answers;
  };
  return Object.assign(call, opened) as TextToSpeechPipeline;
}
