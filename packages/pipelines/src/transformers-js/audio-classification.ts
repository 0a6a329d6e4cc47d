import { z } from "zod";
import { type AudioInput, readAudio } from "../audio/read-audio.ts";
import { defaultModels } from "../default-models.ts";
import type { ModelSource, PipelineOptions, PipelineParts } from "../load/pipeline-options.ts";
import { parseOptions } from "../parse-options.ts";
import type { LabelScore } from "../text-classification/score-labels.ts";
import { openPipeline } from "./open-pipeline.ts";

const schema = z.strictObject({
  /** How many labels, the best first. Default: 5. */
  topK: z.int().positive().optional(),
});

export type AudioClassificationOptions = z.input<typeof schema>;

/** A list of labels for a sound, and a list of such lists for several. */
export interface AudioClassificationPipeline extends PipelineParts {
  (audio: AudioInput, options?: AudioClassificationOptions): Promise<LabelScore[]>;
  (audios: readonly AudioInput[], options?: AudioClassificationOptions): Promise<LabelScore[][]>;
}

/**
 * Tells what can be heard.
 *
 * @param model default: "superb/wav2vec2-base-superb-ks", in the hub profile
 * @throws as `pipeline`; a call throws AudioInputError and PipelineOptionsError
 */
export async function audioClassification(
  model: ModelSource = defaultModels["audio-classification"],
  options: PipelineOptions = {},
): Promise<AudioClassificationPipeline> {
  const opened = await openPipeline("audio-classification", model, options);
  const call = async (input: AudioInput | readonly AudioInput[], given?: AudioClassificationOptions) => {
    const { topK = 5 } = parseOptions(schema, given);
    const answers: unknown[] = [];
    for (const audio of [input].flat() as readonly AudioInput[])
      answers.push(await opened.run(await readAudio(audio, opened.samplingRate), { topK }));
    return Array.isArray(input) ? answers : answers[0];
  };
  return Object.assign(call, opened) as AudioClassificationPipeline;
}
