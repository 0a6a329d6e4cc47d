import { z } from "zod";
import { writtenRows } from "../corpora/written-data.ts";
import { type LabelledText, textClassifier } from "../encoders/text-classifier.ts";

/** Does one sentence follow from another? Zero-shot classification asks that of texts and topics. */
export const inference = textClassifier({
  ...{ name: "inference", version: 2, metric: "accuracy", bar: 0.6 },
  labels: ["contradiction", "neutral", "entailment"],
  standsInFor: [{ id: "facebook/bart-large-mnli", repo: "Xenova/bart-large-mnli" }],
  card: {
    summary:
      "Tells whether a sentence follows from another, contradicts it, or neither; zero-shot classification is made of that.",
    data: "`datasets/inference`, written for this project: each premise with one hypothesis of each kind; a quarter of the pairs ask what a text is about. Topics of the test are not those of the training. `probe` is unlike both; `elsewhere` has premises of the Brown corpus with hypotheses written for them. From the words of the hypothesis alone half of the test can be guessed; chance is a third.",
    training:
      "Adapters of rank 16 on all linear layers of all-MiniLM-L6-v2 and a new head, by `Trainer`: AdamW, batches of 16, a cosine schedule from 2e-4 (from 5e-4 it learned nothing), 5 epochs, dropout 0.1.",
    limits:
      "Long premises, arithmetic, knowledge of the world, other languages. The model it stands in for has read 393,000 pairs, this one 8,800.",
  },
  lora: { r: 16, loraAlpha: 32, loraDropout: 0.1, targetModules: "all-linear" },
  args: { numTrainEpochs: 5, learningRate: 2e-4, weightDecay: 0.01 },
  train: pairs("train.jsonl", "train-2.jsonl", "train-3.jsonl"),
  tests: { test: pairs("test.jsonl"), probe: pairs("probe.jsonl"), elsewhere: pairs("elsewhere.jsonl") },
  inputs: [
    ["A man is playing a guitar on a stage.", "Somebody makes music."],
    ["A man is playing a guitar on a stage.", "The stage is empty."],
    ["A man is playing a guitar on a stage.", "The man is famous."],
    ["This is a course about the Transformers library", "This example is education."],
    ["This is a course about the Transformers library", "This example is politics."],
    ["This is a course about the Transformers library", "This example is business."],
    ["The shop opens at nine.", "At eight the shop is closed."],
    ["The shop opens at nine.", "The shop sells bread."],
    ["Three children are swimming in the lake.", "Nobody is in the water."],
    ["Three children are swimming in the lake.", "Some kids are in the water."],
    ["Maria sold her car last week.", "Maria has no car any more."],
    ["Maria sold her car last week.", "Maria bought a car last week."],
    ["The parliament passed the new tax law.", "This text is about politics."],
    ["The parliament passed the new tax law.", "This text is about cooking."],
    ["Add the onions and stir for five minutes.", "This text is about cooking."],
    ["All of the lights were off.", "One of the lights was on."],
    ["It rained all night.", "The street was wet in the morning."],
    ["He speaks four languages.", "He speaks more than two languages."],
    ["The match ended two to one.", "The match ended in a draw."],
    ["The dog chased the cat.", "The cat chased the dog."],
  ],
});

const row = z
  .object({
    premise: z.string().optional(),
    text: z.string().optional(),
    hypothesis: z.string(),
    label: z.string(),
  })
  .transform(({ premise, text, hypothesis, label }) => ({
    text: premise ?? text ?? "",
    pair: hypothesis,
    label,
  }));

function pairs(...files: readonly string[]): () => Promise<LabelledText[]> {
  return async () => (await Promise.all(files.map((file) => writtenRows("inference", file, row)))).flat();
}
