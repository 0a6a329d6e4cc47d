import { EmptyInputError, LabelError, LengthMismatchError } from "./errors.ts";

/** A class: its id, or its name. */
export type Label = number | string;

/**
 * What a metric compares: one label for each example, in the same order, or what else the metric takes. int64 data of a
 * tensor will do.
 */
export interface MetricInput<Prediction = Label | bigint, Reference = Prediction> {
  readonly predictions: ArrayLike<Prediction>;
  readonly references: ArrayLike<Reference>;
}

/** The same, checked and as lists. */
export interface Pairs<Prediction, Reference = Prediction> {
  readonly predictions: readonly Prediction[];
  readonly references: readonly Reference[];
}

export type LabelPairs = Pairs<Label>;

/** What marks the positions that do not count, in Hugging Face's labels. */
export const ignoreIndex = -100;

/**
 * Labels as numbers and strings.
 *
 * @throws LengthMismatchError for unequal lengths; LabelError for NaN, fractions, scores instead of labels, numbers among
 * names, and -100
 */
export function toPairs({ predictions, references }: MetricInput): LabelPairs {
  if (predictions.length !== references.length)
    throw new LengthMismatchError(predictions.length, references.length);
  const kind = typeof references[0] === "string" ? "string" : "number";
  return {
    predictions: toLabels("predictions", predictions, kind),
    references: toLabels("references", references, kind),
  };
}

/** @throws EmptyInputError, besides what `toPairs` throws */
export function toSomePairs(metric: string, input: MetricInput): LabelPairs {
  return some(metric, toPairs(input));
}

/** @throws EmptyInputError */
export function some<P extends Pairs<unknown>>(metric: string, pairs: P): P {
  if (pairs.references.length === 0) throw new EmptyInputError(metric);
  return pairs;
}

function toLabels(role: string, values: MetricInput["references"], kind: "string" | "number"): Label[] {
  const expected =
    kind === "string"
      ? "a name, as the first reference is one"
      : "an integer, as the first reference is one; take the argmax of scores";
  return Array.from(values, (value, index) => {
    const label = typeof value === "bigint" ? Number(value) : value;
    if (typeof label !== kind || (kind === "number" && !Number.isInteger(label)))
      throw new LabelError(role, index, expected, value);
    if (label === ignoreIndex)
      throw new LabelError(role, index, "a class; leave out positions that do not count", value);
    return label;
  });
}

/** All labels that occur, in ascending order: numbers by value, names by their UTF-16 units. */
export function occurringLabels({ predictions, references }: LabelPairs): Label[] {
  const labels = [...new Set([...references, ...predictions])];
  return labels.sort((a, b) => (a < b ? -1 : 1));
}

/** @throws LabelError for the first label that is not one of `labels` */
export function assertLabelsAmong(labels: readonly Label[], pairs: LabelPairs): void {
  const known = new Set(labels);
  for (const role of ["references", "predictions"] as const) {
    const index = pairs[role].findIndex((label) => !known.has(label));
    if (index >= 0) throw new LabelError(role, index, `one of ${labels.join(", ")}`, pairs[role][index]);
  }
}
