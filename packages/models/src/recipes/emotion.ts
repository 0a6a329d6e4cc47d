import { labelledTexts, textClassifier } from "../encoders/text-classifier.ts";

/** What does somebody feel? */
export const emotion = textClassifier({
  ...{ name: "emotion", version: 1, metric: "macro F1", bar: 0.7 },
  labels: ["sadness", "joy", "love", "anger", "fear", "surprise"],
  standsInFor: [{ id: "bhadresh-savani/distilbert-base-uncased-emotion" }],
  card: {
    summary:
      "Tells which of six feelings an English sentence shows: sadness, joy, love, anger, fear or surprise.",
    data: "`datasets/feelings`, written for this project; three fifths in plain words, the others scenes that seldom name the feeling; topics of the test are not those of the training. `probe` is unlike both; `elsewhere` is 170 sentences of the Brown corpus (fiction and letters of 1961), labelled by hand.",
    training:
      "Adapters of rank 16 on all linear layers of all-MiniLM-L6-v2 and a new head, by `Trainer`: AdamW, batches of 16, a cosine schedule from 5e-4, 8 epochs, dropout 0.1.",
    limits:
      "Sentences without a feeling (it always names one), several feelings at once, irony, diagnosis of people.",
  },
  lora: { r: 16, loraAlpha: 32, loraDropout: 0.1, targetModules: "all-linear" },
  args: { numTrainEpochs: 8, learningRate: 5e-4, weightDecay: 0.01 },
  train: labelledTexts("feelings", "train.jsonl", "train-plain.jsonl"),
  tests: {
    test: labelledTexts("feelings", "test.jsonl", "test-plain.jsonl"),
    "test, plain": labelledTexts("feelings", "test-plain.jsonl"),
    "test, dry": labelledTexts("feelings", "test.jsonl"),
    probe: labelledTexts("feelings", "probe.jsonl"),
    elsewhere: labelledTexts("feelings", "elsewhere.jsonl"),
  },
  inputs: [
    "I can't believe you came all this way for me!",
    "I miss my grandmother every day.",
    "Who ate my lunch again?",
    "There is somebody in the house.",
    "We won!",
    "She makes the world softer.",
    "The doctor has not called back yet.",
    "You promised, and you lied to my face.",
    "I did not see that coming.",
    "My dog waits at the door for me every evening.",
    "Nobody came to the party.",
    "I got the job, I got the job!",
    "Turn off the light, I can hear it breathing.",
    "He threw my books out of the window.",
    "Look, it is snowing in June.",
    "I am feeling rather calm today.",
    "The train leaves at six.",
    "Your letter is under my pillow.",
    "The test results are back and everything is fine.",
    "I never want to see that city again.",
  ],
});
