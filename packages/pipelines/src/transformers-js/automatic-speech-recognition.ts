import { z } from "zod";
import { type AudioInput, readAudio } from "../audio/read-audio.ts";
import { defaultModels } from "../default-models.ts";
import type { ModelSource, PipelineOptions, PipelineParts } from "../load/pipeline-options.ts";
import { parseOptions } from "../parse-options.ts";
import { openPipeline } from "./open-pipeline.ts";

const seconds = z.number().nonnegative();

const schema = z.strictObject({
  /** When what was said: of each piece, or of each word. Default: false. */
  returnTimestamps: z.union([z.boolean(), z.literal("word")]).optional(),
  /** Long sound is heard in pieces of so many seconds. Default: 0, at once. */
  chunkLengthS: seconds.optional(),
  /** How much a piece shares with its neighbours on each side. Default: a sixth of a piece. */
  strideLengthS: seconds.optional(),
  /** What is spoken, for models of many languages. Default: the model finds it out. */
  language: z.string().optional(),
  /** Default: "transcribe". */
  task: z.enum(["transcribe", "translate"]).optional(),
  maxNewTokens: z.int().positive().optional(),
});

export type SpeechRecognitionOptions = z.input<typeof schema>;

export interface Transcription {
  readonly text: string;
  /** With `returnTimestamps`, in seconds; an end may be unknown. */
  readonly chunks?: readonly {
    readonly text: string;
    readonly timestamp: readonly [number, number | null];
  }[];
}

export interface SpeechRecognitionPipeline extends PipelineParts {
  (audio: AudioInput, options?: SpeechRecognitionOptions): Promise<Transcription>;
  (audios: readonly AudioInput[], options?: SpeechRecognitionOptions): Promise<Transcription[]>;
}

/**
 * Writes down what is said.
 *
 * @param model default: "openai/whisper-tiny.en", in the hub profile
 * @throws as `pipeline`; a call throws AudioInputError and PipelineOptionsError
 */
export async function automaticSpeechRecognition(
  model: ModelSource = defaultModels["automatic-speech-recognition"],
  options: PipelineOptions = {},
): Promise<SpeechRecognitionPipeline> {
  const opened = await openPipeline("automatic-speech-recognition", model, options);
  const call = async (input: AudioInput | readonly AudioInput[], given?: SpeechRecognitionOptions) => {
    const settings = parseOptions(schema, given);
    const answers: unknown[] = [];
    for (const audio of [input].flat() as readonly AudioInput[])
      answers.push(await opened.run(await readAudio(audio, opened.samplingRate), settings));
    return Array.isArray(input) ? answers : answers[0];
  };
  return Object.assign(call, opened) as SpeechRecognitionPipeline;
}
