import { InputError } from "../errors.ts";
import type { MetricInput, Pairs } from "../labels.ts";
import { checkEach } from "./check.ts";

/** The mean loss of some tokens, or the log-probability of each token. */
export type Loss = number | ArrayLike<number>;
/** How many tokens the mean is over, or the label of each token. */
export type LossWeight = number | bigint | ArrayLike<number | bigint>;

const isList = (value: unknown): value is ArrayLike<number | bigint> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

const check = checkEach<Loss, LossWeight, number | number[], number | number[]>(
  (value, index) =>
    isList(value)
      ? Array.from(value, (logProb, i) => toLogProb(Number(logProb), index, i))
      : toLoss(value, index),
  (value, index) =>
    isList(value)
      ? Array.from(value, (label, i) => toLabel(Number(label), index, i))
      : toCount(typeof value === "bigint" ? Number(value) : value, index),
);

/**
 * Mean losses with how many tokens they are of, or lists of log-probabilities with labels of the same length.
 *
 * @throws InputError for a loss or log-probability that cannot be one, and for a list beside a number
 */
export function checkLosses(
  input: MetricInput<Loss, LossWeight>,
): Pairs<number | number[], number | number[]> {
  const pairs = check(input);
  for (const [index, reference] of pairs.references.entries()) {
    const prediction = pairs.predictions[index];
    const isOfTokens = Array.isArray(prediction);
    const expected = isOfTokens
      ? `${prediction.length} labels, one for each log-probability`
      : "how many tokens the loss is of, an integer";
    const fits = isOfTokens
      ? Array.isArray(reference) && reference.length === prediction.length
      : typeof reference === "number";
    if (!fits) throw new InputError("references", index, expected, reference);
  }
  return pairs;
}

function toLoss(value: unknown, index: number): number {
  if (typeof value !== "number" || !(value >= 0))
    throw new InputError("predictions", index, "a loss, 0 or more, or a list of log-probabilities", value);
  return value;
}

function toLogProb(value: number, index: number, i: number): number {
  if (!(value <= 0))
    throw new InputError("predictions", index, "a log-probability, 0 or less", value, `[${i}]`);
  return value;
}

function toLabel(value: number, index: number, i: number): number {
  if (!Number.isInteger(value))
    throw new InputError("references", index, "a token's id, or -100", value, `[${i}]`);
  return value;
}

function toCount(value: number, index: number): number {
  if (!Number.isInteger(value) || value < 0)
    throw new InputError("references", index, "a number of tokens, or a list of labels", value);
  return value;
}
