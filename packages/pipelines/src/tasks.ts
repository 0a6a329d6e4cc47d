import type { FeatureExtractionPipeline } from "./feature-extraction/feature-extraction.ts";
import type { FillMaskPipeline } from "./fill-mask/fill-mask.ts";
import type { ImageClassificationPipeline } from "./image-classification/image-classification.ts";
import type { ModelSource, PipelineOptions } from "./load/pipeline-options.ts";
import type { QuestionAnsweringPipeline } from "./question-answering/question-answering.ts";
import type { TextClassificationPipeline } from "./text-classification/text-classification.ts";
import type { ChatPipeline } from "./text-generation/chat.ts";
import type { TextGenerationPipeline } from "./text-generation/text-generation.ts";
import type { Text2TextPipeline } from "./text2text-generation/text2text-generation.ts";
import type { TokenClassificationPipeline } from "./token-classification/token-classification.ts";
import type { AudioClassificationPipeline } from "./transformers-js/audio-classification.ts";
import type { SpeechRecognitionPipeline } from "./transformers-js/automatic-speech-recognition.ts";
import type { ImageTextToTextPipeline } from "./transformers-js/image-text-to-text.ts";
import type { ImageToTextPipeline } from "./transformers-js/image-to-text.ts";
import type { ObjectDetectionPipeline } from "./transformers-js/object-detection.ts";
import type { TextToSpeechPipeline } from "./transformers-js/text-to-speech.ts";
import type { ZeroShotClassificationPipeline } from "./zero-shot-classification/zero-shot-classification.ts";

type Open = (model?: ModelSource, options?: PipelineOptions, task?: string) => Promise<unknown>;

/** What opens each task's pipeline. Nothing is loaded before it is asked for. */
export const tasks = {
  "audio-classification": async () =>
    (await import("./transformers-js/audio-classification.ts")).audioClassification,
  "automatic-speech-recognition": async () =>
    (await import("./transformers-js/automatic-speech-recognition.ts")).automaticSpeechRecognition,
  chat: async () => (await import("./text-generation/chat.ts")).chat,
  "feature-extraction": async () =>
    (await import("./feature-extraction/feature-extraction.ts")).featureExtraction,
  "fill-mask": async () => (await import("./fill-mask/fill-mask.ts")).fillMask,
  "image-classification": async () =>
    (await import("./image-classification/image-classification.ts")).imageClassification,
  "image-text-to-text": async () => (await import("./transformers-js/image-text-to-text.ts")).imageTextToText,
  "image-to-text": async () => (await import("./transformers-js/image-to-text.ts")).imageToText,
  "object-detection": async () => (await import("./transformers-js/object-detection.ts")).objectDetection,
  "question-answering": async () =>
    (await import("./question-answering/question-answering.ts")).questionAnswering,
  summarization: async () => (await import("./text2text-generation/text2text-generation.ts")).summarization,
  "text-classification": async () =>
    (await import("./text-classification/text-classification.ts")).textClassification,
  "text-generation": async () => (await import("./text-generation/text-generation.ts")).textGeneration,
  "text-to-speech": async () => (await import("./transformers-js/text-to-speech.ts")).textToSpeech,
  "text2text-generation": async () =>
    (await import("./text2text-generation/text2text-generation.ts")).text2textGeneration,
  "token-classification": async () =>
    (await import("./token-classification/token-classification.ts")).tokenClassification,
  translation: async () => (await import("./text2text-generation/text2text-generation.ts")).translation,
  "zero-shot-classification": async () =>
    (await import("./zero-shot-classification/zero-shot-classification.ts")).zeroShotClassification,
} as const satisfies Record<string, () => Promise<Open>>;

/** Other names that tasks go by. */
export const taskAliases = {
  asr: "automatic-speech-recognition",
  ner: "token-classification",
  "sentiment-analysis": "text-classification",
  "text-to-audio": "text-to-speech",
} as const;

/** "translation_en_to_fr" */
export const translationTask = /^translation_[a-z]{2,3}_to_[a-z]{2,3}$/;

interface Pipelines {
  "audio-classification": AudioClassificationPipeline;
  "automatic-speech-recognition": SpeechRecognitionPipeline;
  chat: ChatPipeline;
  "feature-extraction": FeatureExtractionPipeline;
  "fill-mask": FillMaskPipeline;
  "image-classification": ImageClassificationPipeline;
  "image-text-to-text": ImageTextToTextPipeline;
  "image-to-text": ImageToTextPipeline;
  "object-detection": ObjectDetectionPipeline;
  "question-answering": QuestionAnsweringPipeline;
  summarization: Text2TextPipeline<"summary_text">;
  "text-classification": TextClassificationPipeline;
  "text-generation": TextGenerationPipeline;
  "text-to-speech": TextToSpeechPipeline;
  "text2text-generation": Text2TextPipeline<"generated_text">;
  "token-classification": TokenClassificationPipeline;
  translation: Text2TextPipeline<"translation_text">;
  "zero-shot-classification": ZeroShotClassificationPipeline;
}

type Aliases = { [Alias in keyof typeof taskAliases]: Pipelines[(typeof taskAliases)[Alias]] };

/** The pipeline of each task's name. */
export type TaskPipelines = Pipelines &
  Aliases & { [Task in `translation_${string}_to_${string}`]: Pipelines["translation"] };

export type TaskName = keyof TaskPipelines;
