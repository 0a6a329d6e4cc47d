import { labelledTexts, textClassifier } from "../encoders/text-classifier.ts";

/** Is a comment an attack on somebody? */
export const toxicity = textClassifier({
  ...{ name: "toxicity", version: 1, labels: ["civil", "toxic"], metric: "accuracy", bar: 0.85 },
  standsInFor: [{ id: "unitary/toxic-bert", repo: "Xenova/toxic-bert" }],
  card: { summary: "", data: "", training: "", limits: "" },
  lora: { r: 16, loraAlpha: 32, loraDropout: 0.1, targetModules: "all-linear" },
  args: { numTrainEpochs: 8, learningRate: 5e-4, weightDecay: 0.01 },
  train: labelledTexts("civility", "train.jsonl"),
  tests: {
    test: labelledTexts("civility", "test.jsonl"),
    probe: labelledTexts("civility", "probe.jsonl"),
    elsewhere: labelledTexts("civility", "elsewhere.jsonl"),
  },
  inputs: ["You are an idiot and everybody knows it."],
});
