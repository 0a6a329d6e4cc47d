import { labelledTexts, textClassifier } from "../encoders/text-classifier.ts";

/** Is a review good or bad? */
export const sentiment = textClassifier({
  ...{ name: "sentiment", version: 2, labels: ["NEGATIVE", "POSITIVE"], metric: "accuracy", bar: 0.85 },
  standsInFor: [
    {
      id: "distilbert/distilbert-base-uncased-finetuned-sst-2-english",
      repo: "Xenova/distilbert-base-uncased-finetuned-sst-2-english",
    },
  ],
  card: {
    summary:
      "Tells whether an English sentence speaks well or badly of something: a sentence encoder with adapters.",
    data: "`datasets/opinions`, written for this project: reviews, comments, letters, half of them in plain words, the others dry or ironic; the test has both. Topics of the test are not those of the training. `probe` is unlike both; `elsewhere` is 130 sentences of the Brown corpus (reviews and letters of 1961), labelled by hand.",
    training:
      "Adapters of rank 16 on all linear layers of all-MiniLM-L6-v2 and a new head, by `Trainer`: AdamW, batches of 16, a cosine schedule from 5e-4, 5 epochs, dropout 0.1.",
    limits:
      "Irony, opinions that are only told by facts, texts that are neither good nor bad (it always takes a side), long reviews with both, other languages. It has read about 5,200 opinions, the model it stands in for 67,000.",
  },
  lora: { r: 16, loraAlpha: 32, loraDropout: 0.1, targetModules: "all-linear" },
  args: { numTrainEpochs: 5, learningRate: 5e-4, weightDecay: 0.01 },
  train: upper("train.jsonl", "train-dry.jsonl", "train-plain.jsonl"),
  tests: {
    test: upper("test.jsonl", "test-plain.jsonl"),
    "test, plain": upper("test-plain.jsonl"),
    "test, dry": upper("test.jsonl"),
    probe: upper("probe.jsonl"),
    elsewhere: upper("elsewhere.jsonl"),
  },
  inputs: [
    "I've been waiting for a HuggingFace course my whole life.",
    "I hate this so much!",
    "This movie was disgustingly good!",
    "The food was cold and the waiter was rude.",
    "Not bad at all, I would come again.",
    "I expected more for the price.",
    "It works.",
    "The battery lasts two days, which is a day longer than my old one.",
    "My order never arrived and nobody answers the phone.",
    "What a waste of a beautiful evening.",
    "The plot is thin but the acting saves it.",
    "Five stars.",
    "I fell asleep twice.",
    "The staff went out of their way to help us.",
    "It broke after a week.",
    "Could be worse.",
    "I can't recommend this book enough.",
    "I can't recommend this book.",
    "The lecture starts at nine.",
    "Oh great, another update that deletes my settings.",
  ],
});

function upper(...files: readonly string[]) {
  return async () =>
    (await labelledTexts("opinions", ...files)()).map((row) => ({ ...row, label: row.label.toUpperCase() }));
}
