import { labelledTexts, textClassifier } from "../encoders/text-classifier.ts";

/** What does somebody feel? */
export const emotion = textClassifier({
  ...{ name: "emotion", version: 1, metric: "macro F1", bar: 0.7 },
  labels: ["sadness", "joy", "love", "anger", "fear", "surprise"],
  standsInFor: [{ id: "bhadresh-savani/distilbert-base-uncased-emotion" }],
  card: { summary: "", data: "", training: "", limits: "" },
  lora: { r: 16, loraAlpha: 32, loraDropout: 0.1, targetModules: "all-linear" },
  args: { numTrainEpochs: 8, learningRate: 5e-4, weightDecay: 0.01 },
  train: labelledTexts("feelings", "train.jsonl"),
  tests: {
    test: labelledTexts("feelings", "test.jsonl"),
    probe: labelledTexts("feelings", "probe.jsonl"),
    elsewhere: labelledTexts("feelings", "elsewhere.jsonl"),
  },
  inputs: ["I can't believe you came all this way for me!"],
});
