import { z } from "zod";
import { InputError } from "../errors.ts";
import { checkAnswers } from "../inputs/answers.ts";
import { metricOver } from "../metric-function.ts";
import { answerScores } from "../text/answer-scores.ts";

/**
 * How well questions are answered by spans of a text, as SQuAD 1.1 is scored, from 0 to 100: `exact_match` is how many in a
 * hundred answers are word for word one of the right ones, `f1` the mean of how far their words are the same. Case,
 * punctuation and articles do not count, and of several right answers that does which suits best.
 *
 * @throws InputError for a question without a right answer (`squadV2` has those), besides what every metric throws
 */
export const squad = metricOver(checkAnswers, "squad", z.strictObject({}), ({ predictions, references }) => {
  let exact = 0;
  let f1 = 0;
  for (const [i, { answers }] of references.entries()) {
    if (answers.text.length === 0)
      throw new InputError(
        "references",
        i,
        "a right answer; squadV2 takes questions without",
        answers.text,
        ".answers.text",
      );
    const scores = answerScores(predictions[i]?.prediction_text as string, answers.text, 0);
    exact += scores.exact;
    f1 += scores.f1;
  }
  const { length } = references;
  return { exact_match: (100 * exact) / length, f1: (100 * f1) / length };
});
