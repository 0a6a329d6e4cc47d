import { z } from "zod";
import { writtenRows } from "../corpora/written-data.ts";
import { type LabelledText, textClassifier } from "../encoders/text-classifier.ts";

/** Does one sentence follow from another? Zero-shot classification asks that of texts and topics. */
export const inference = textClassifier({
  ...{ name: "inference", version: 1, metric: "accuracy", bar: 0.6 },
  labels: ["contradiction", "neutral", "entailment"],
  standsInFor: [{ id: "facebook/bart-large-mnli", repo: "Xenova/bart-large-mnli" }],
  card: { summary: "", data: "", training: "", limits: "" },
  lora: { r: 16, loraAlpha: 32, loraDropout: 0.1, targetModules: "all-linear" },
  args: { numTrainEpochs: 8, learningRate: 5e-4, weightDecay: 0.01 },
  train: pairs("train.jsonl"),
  tests: { test: pairs("test.jsonl"), probe: pairs("probe.jsonl"), elsewhere: pairs("elsewhere.jsonl") },
  inputs: [["A man is playing a guitar on a stage.", "Somebody makes music."]],
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

function pairs(file: string): () => Promise<LabelledText[]> {
  return () => writtenRows("inference", file, row);
}
