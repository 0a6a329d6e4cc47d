export { audioFormat, decodeAudio } from "./audio/decode-audio.ts";
export type { DecodedAudio } from "./audio/decode-wav.ts";
export { type AudioInput, readAudio } from "./audio/read-audio.ts";
export { resample } from "./audio/resample.ts";
export { defaultModels } from "./default-models.ts";
export type { EncoderInput, EncoderInputs } from "./encoder/encoder-feeds.ts";
export {
  type Encoder,
  type EncoderCallOptions,
  type EncoderOptions,
  type EncoderOutput,
  type EncoderTask,
  loadEncoder,
} from "./encoder/load-encoder.ts";
export type { HeadMask } from "./encoder/mask-heads.ts";
export * from "./errors.ts";
export {
  type FeatureExtractionOptions,
  type FeatureExtractionPipeline,
  featureExtraction,
} from "./feature-extraction/feature-extraction.ts";
export { normalize, type Pooling, pool } from "./feature-extraction/pool.ts";
export {
  type FilledMask,
  type FillMaskOptions,
  type FillMaskPipeline,
  fillMask,
} from "./fill-mask/fill-mask.ts";
export {
  type ImageClassificationOptions,
  type ImageClassificationPipeline,
  imageClassification,
} from "./image-classification/image-classification.ts";
export { type ImageInput, readImage } from "./image-classification/read-image.ts";
export type { ModelSource, PipelineOptions, PipelineParts } from "./load/pipeline-options.ts";
export { sigmoid } from "./math/sigmoid.ts";
export { softmax } from "./math/softmax.ts";
export { pipeline } from "./pipeline.ts";
export { bestSpans, nullScore, type TokenSpan } from "./question-answering/best-spans.ts";
export {
  type Answer,
  type QuestionAnsweringOptions,
  type QuestionAnsweringPipeline,
  type QuestionInput,
  questionAnswering,
} from "./question-answering/question-answering.ts";
export { type QuestionWindow, questionWindows } from "./question-answering/question-windows.ts";
export type { TaskName, TaskPipelines } from "./tasks.ts";
export {
  defaultFunction,
  type FunctionToApply,
  type LabelScore,
  scoreLabels,
} from "./text-classification/score-labels.ts";
export {
  type TextClassificationOptions,
  type TextClassificationPipeline,
  textClassification,
} from "./text-classification/text-classification.ts";
export { type ChatOptions, type ChatPipeline, chat } from "./text-generation/chat.ts";
export {
  type Chat,
  type GeneratedChat,
  type GeneratedText,
  type TextGenerationOptions,
  type TextGenerationPipeline,
  textGeneration,
} from "./text-generation/text-generation.ts";
export {
  summarization,
  type Text2TextPipeline,
  text2textGeneration,
  translation,
} from "./text2text-generation/text2text-generation.ts";
export {
  type AggregationStrategy,
  aggregateEntities,
  type EntityGroup,
  mergeWords,
  type ScoredToken,
} from "./token-classification/aggregate-entities.ts";
export {
  type TokenClassificationOptions,
  type TokenClassificationPipeline,
  type TokenEntity,
  tokenClassification,
} from "./token-classification/token-classification.ts";
export {
  type AudioClassificationOptions,
  type AudioClassificationPipeline,
  audioClassification,
} from "./transformers-js/audio-classification.ts";
export {
  automaticSpeechRecognition,
  type SpeechRecognitionOptions,
  type SpeechRecognitionPipeline,
  type Transcription,
} from "./transformers-js/automatic-speech-recognition.ts";
export {
  type ImageQuestion,
  type ImageTextToTextOptions,
  type ImageTextToTextPipeline,
  imageTextToText,
} from "./transformers-js/image-text-to-text.ts";
export {
  type ImageToTextOptions,
  type ImageToTextPipeline,
  imageToText,
} from "./transformers-js/image-to-text.ts";
export {
  type DetectedObject,
  type ObjectDetectionOptions,
  type ObjectDetectionPipeline,
  objectDetection,
} from "./transformers-js/object-detection.ts";
export {
  type SpokenText,
  type TextToSpeechOptions,
  type TextToSpeechPipeline,
  textToSpeech,
} from "./transformers-js/text-to-speech.ts";
export { entailmentScores } from "./zero-shot-classification/entailment-scores.ts";
export {
  type ZeroShotClassificationOptions,
  type ZeroShotClassificationPipeline,
  type ZeroShotResult,
  zeroShotClassification,
} from "./zero-shot-classification/zero-shot-classification.ts";
