/** What a task is asked with. */
export type WidgetKind =
  | "text"
  | "mask"
  | "prompt"
  | "labels"
  | "question"
  | "similarity"
  | "image"
  | "audio";

const kinds: Readonly<Record<string, WidgetKind>> = {
  "text-classification": "text",
  "token-classification": "text",
  "fill-mask": "mask",
  "text-generation": "prompt",
  "text2text-generation": "text",
  summarization: "text",
  translation: "text",
  "feature-extraction": "text",
  "zero-shot-classification": "labels",
  "question-answering": "question",
  "sentence-similarity": "similarity",
  "image-classification": "image",
  "object-detection": "image",
  "image-to-text": "image",
  "audio-classification": "audio",
  "automatic-speech-recognition": "audio",
};

/** The form for a task; undefined for one that the widget does not know. */
export const widgetKind = (task: string | undefined): WidgetKind | undefined =>
  task !== undefined && Object.hasOwn(kinds, task) ? kinds[task] : undefined;
