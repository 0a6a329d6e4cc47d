import { labelledTexts, textClassifier } from "../encoders/text-classifier.ts";

/** Is a comment an attack on somebody? */
export const toxicity = textClassifier({
  ...{ name: "toxicity", version: 1, labels: ["civil", "toxic"], metric: "accuracy", bar: 0.85 },
  standsInFor: [{ id: "unitary/toxic-bert", repo: "Xenova/toxic-bert" }],
  card: {
    summary: "Tells whether an English comment attacks somebody or is civil, however angry.",
    data: "`datasets/civility`, written for this project, without slurs and without attacks on real groups; topics of the test are not those of the training, and a third of the civil comments are as heated as the toxic ones. `probe` is unlike both; `elsewhere` is 139 sentences of the Brown corpus (dialogue in fiction, letters of 1961), labelled by hand.",
    training:
      "Adapters of rank 16 on all linear layers of all-MiniLM-L6-v2 and a new head, by `Trainer`: AdamW, batches of 16, a cosine schedule from 5e-4, 8 epochs, dropout 0.1.",
    limits:
      'Moderation: it has seen no slurs, no hate speech, no spelling tricks and no context, and it has learnt that "you" leans towards toxic. Texts of several sentences, other languages.',
  },
  lora: { r: 16, loraAlpha: 32, loraDropout: 0.1, targetModules: "all-linear" },
  args: { numTrainEpochs: 8, learningRate: 5e-4, weightDecay: 0.01 },
  train: labelledTexts("civility", "train.jsonl"),
  tests: {
    test: labelledTexts("civility", "test.jsonl"),
    probe: labelledTexts("civility", "probe.jsonl"),
    elsewhere: labelledTexts("civility", "elsewhere.jsonl"),
  },
  inputs: [
    "You are an idiot and everybody knows it.",
    "I disagree with every word of this article.",
    "Nobody would miss you.",
    "This printer is garbage.",
    "Thanks for the quick review, the bug is gone.",
    "Shut up and let the adults talk.",
    "The ending of that film made me so angry.",
    "I hope your car breaks down on the motorway.",
    "What a stupid mistake I made.",
    "People like you should not be allowed to vote.",
    "Your code has a memory leak in line 40.",
    "Go back to school before you open your mouth.",
    "He killed the dragon and saved the village.",
    "Could you please stop smoking near the door?",
    "You clearly did not read the manual, did you?",
    "The referee was blind today.",
    "You are the worst teacher I have ever had.",
    "I will find out where you live.",
    "Sorry, I was wrong about the schedule.",
    "Are you always this slow, or only for us?",
  ],
});
