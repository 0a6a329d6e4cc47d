/**
 * The model of each task where none is given: those that the course's pipelines take. `checkpoint` says what each is on this
 * machine.
 */
export const defaultModels = {
  "audio-classification": "superb/wav2vec2-base-superb-ks",
  "automatic-speech-recognition": "openai/whisper-tiny.en",
  chat: "HuggingFaceTB/SmolLM2-360M-Instruct",
  "feature-extraction": "sentence-transformers/all-MiniLM-L6-v2",
  "fill-mask": "distilbert/distilroberta-base",
  "image-classification": "google/vit-base-patch16-224",
  "image-text-to-text": "HuggingFaceTB/SmolVLM-256M-Instruct",
  "image-to-text": "nlpconnect/vit-gpt2-image-captioning",
  "object-detection": "facebook/detr-resnet-50",
  "question-answering": "distilbert/distilbert-base-cased-distilled-squad",
  summarization: "sshleifer/distilbart-cnn-12-6",
  "text-classification": "distilbert/distilbert-base-uncased-finetuned-sst-2-english",
  "text-generation": "openai-community/gpt2",
  "text-to-speech": "facebook/mms-tts-eng",
  "text2text-generation": "google/flan-t5-small",
  "token-classification": "dbmdz/bert-large-cased-finetuned-conll03-english",
  translation: "Helsinki-NLP/opus-mt-en-fr",
  "zero-shot-classification": "facebook/bart-large-mnli",
} as const;
