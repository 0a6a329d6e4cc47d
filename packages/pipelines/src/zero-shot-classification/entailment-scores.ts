import { softmax } from "../math/softmax.ts";

/**
 * How well each of several labels fits a text, from the logits of a model that tells whether "This example is {label}"
 * follows from it. One label is right: a softmax over the labels' logits for "it follows". Each may be right: for each label
 * by itself a softmax over its logits for "the contrary follows" and "it follows".
 *
 * @param logits of each label, as the model gives them
 * @param contradiction the place of "the contrary follows", which is not read where one label is right
 */
export function entailmentScores(
  logits: readonly ArrayLike<number>[],
  {
    entailment,
    contradiction,
    multiLabel,
  }: { readonly entailment: number; readonly contradiction: number; readonly multiLabel: boolean },
): number[] {
  const at = (row: ArrayLike<number>, place: number) => row[place] ?? Number.NEGATIVE_INFINITY;
  if (!multiLabel) return softmax(logits.map((row) => at(row, entailment)));
  return logits.map((row) => softmax([at(row, contradiction), at(row, entailment)])[1] as number);
}
