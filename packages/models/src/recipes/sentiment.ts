import { labelledTexts, textClassifier } from "../encoders/text-classifier.ts";

/** Is a review good or bad? */
export const sentiment = textClassifier({
  ...{ name: "sentiment", version: 1, labels: ["NEGATIVE", "POSITIVE"], metric: "accuracy", bar: 0.85 },
  standsInFor: [],
  card: { summary: "", data: "", training: "", limits: "" },
  lora: { r: 16, loraAlpha: 32, loraDropout: 0.1, targetModules: "all-linear" },
  args: { numTrainEpochs: 8, learningRate: 5e-4, weightDecay: 0.01 },
  train: upper("train.jsonl"),
  tests: {
    test: upper("test.jsonl"),
    probe: upper("probe.jsonl"),
    elsewhere: upper("elsewhere.jsonl"),
  },
  inputs: ["This course is amazing!", "I hate this so much!"],
});

function upper(file: string) {
  const read = labelledTexts("opinions", file);
  return async () => (await read()).map((row) => ({ ...row, label: row.label.toUpperCase() }));
}
