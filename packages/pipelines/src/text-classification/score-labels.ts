import { sigmoid } from "../math/sigmoid.ts";
import { softmax } from "../math/softmax.ts";

export interface LabelScore {
  readonly label: string;
  readonly score: number;
}

/** "softmax": one label is right. "sigmoid": each may be. "none": scores are the logits. */
export type FunctionToApply = "softmax" | "sigmoid" | "none";

const functions: Readonly<Record<FunctionToApply, (logits: ArrayLike<number>) => number[]>> = {
  softmax,
  sigmoid,
  none: (logits) => Array.from(logits),
};

/**
 * The logits of a classifier as labels with scores, the best first. Of equal ones the first label comes first.
 *
 * @param logits one for each label
 * @param topK how many; null for all. Default: null.
 * @param functionToApply default: "softmax"
 */
export function scoreLabels(
  logits: ArrayLike<number>,
  labels: readonly string[],
  {
    topK = null,
    functionToApply = "softmax",
  }: { readonly topK?: number | null; readonly functionToApply?: FunctionToApply } = {},
): LabelScore[] {
  const scores = functions[functionToApply](logits);
  return scores
    .map((score, i) => ({ label: labels[i] ?? `LABEL_${i}`, score }))
    .sort((a, b) => b.score - a.score)
    .slice(0, topK ?? scores.length);
}

/**
 * What Hugging Face's pipelines apply where nothing else is asked for: nothing to the numbers of a regression, the sigmoid
 * where labels do not exclude each other or there is one, and the softmax otherwise.
 */
export function defaultFunction(problemType: string | null | undefined, numLabels: number): FunctionToApply {
  if (problemType === "regression") return "none";
  if (problemType === "multi_label_classification" || numLabels === 1) return "sigmoid";
  return "softmax";
}
