import type { Label, LabelPairs } from "./labels.ts";

/** How a label was predicted. */
export interface LabelCounts {
  readonly truePositives: number;
  /** How often it was predicted. */
  readonly predicted: number;
  /** How often it is the reference. */
  readonly support: number;
}

/** The counts of each of `labels`, in their order. */
export function labelCounts(
  { predictions, references }: LabelPairs,
  labels: readonly Label[],
): LabelCounts[] {
  const counts = new Map(labels.map((label) => [label, { truePositives: 0, predicted: 0, support: 0 }]));
  for (const [i, reference] of references.entries()) {
    const prediction = predictions[i] as Label;
    const expected = counts.get(reference);
    const given = counts.get(prediction);
    if (expected) expected.support++;
    if (given) given.predicted++;
    if (given && prediction === reference) given.truePositives++;
  }
  return [...counts.values()];
}

/** The counts of all labels as if they were one. */
export function totalCounts(counts: readonly LabelCounts[]): LabelCounts {
  const sum = (key: keyof LabelCounts) => counts.reduce((total, label) => total + label[key], 0);
  return { truePositives: sum("truePositives"), predicted: sum("predicted"), support: sum("support") };
}
