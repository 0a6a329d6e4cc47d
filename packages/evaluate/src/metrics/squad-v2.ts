import { z } from "zod";
import { InputError } from "../errors.ts";
import { checkAnswers } from "../inputs/answers.ts";
import { metricOver } from "../metric-function.ts";
import { answerScores } from "../text/answer-scores.ts";
import { normalizeAnswer } from "../text/normalize-answer.ts";

const schema = z.strictObject({
  /** An answer whose `no_answer_probability` is above it counts as none. Default: 1, so that all count. */
  noAnswerThreshold: z.number().min(0).max(1).default(1),
});

export type SquadV2Options = z.input<typeof schema>;

/** All from 0 to 100, but for counts and thresholds. */
export interface SquadV2Result {
  readonly exact: number;
  readonly f1: number;
  readonly total: number;
  /** Of the questions that have an answer, if there are some. */
  readonly HasAns_exact?: number;
  readonly HasAns_f1?: number;
  readonly HasAns_total?: number;
  /** Of the questions that have none, if there are some. */
  readonly NoAns_exact?: number;
  readonly NoAns_f1?: number;
  readonly NoAns_total?: number;
  /** With the best threshold there is, if the predictions have a `no_answer_probability`. */
  readonly best_exact?: number;
  readonly best_exact_thresh?: number;
  readonly best_f1?: number;
  readonly best_f1_thresh?: number;
}

interface Scored {
  readonly exact: number;
  readonly f1: number;
  readonly answerable: boolean;
  readonly answered: boolean;
  readonly noAnswerProbability: number;
}

/**
 * How well questions are answered of which some have no answer in the text, as SQuAD 2.0 is scored (P. Rajpurkar, R. Jia and
 * P. Liang, "Know What You Don't Know", 2018). For those, an empty answer is right and any other is wrong.
 *
 * @throws InputError if some predictions have a `no_answer_probability` and others none, besides what every metric throws
 */
export const squadV2 = metricOver(checkAnswers, "squad_v2", schema, (pairs, options): SquadV2Result => {
  const { predictions, references } = pairs;
  const given = predictions[0]?.no_answer_probability !== undefined;
  const scored = references.map(({ answers }, i): Scored => {
    const { prediction_text: text, no_answer_probability: probability } = predictions[
      i
    ] as (typeof predictions)[0];
    if ((probability !== undefined) !== given)
      throw new InputError(
        "predictions",
        i,
        "a number for all or for none",
        probability,
        ".no_answer_probability",
      );
    const right = answers.text.filter((answer) => normalizeAnswer(answer).length > 0);
    return {
      ...answerScores(text, right.length > 0 ? right : [""], 1),
      answerable: answers.text.length > 0,
      answered: text !== "",
      noAnswerProbability: probability ?? 0,
    };
  });
  const decided = scored.map((one) => {
    if (one.noAnswerProbability <= options.noAnswerThreshold) return one;
    const score = one.answerable ? 0 : 1;
    return { ...one, exact: score, f1: score };
  });
  return {
    ...means("", decided),
    ...means(
      "HasAns_",
      decided.filter(({ answerable }) => answerable),
    ),
    ...means(
      "NoAns_",
      decided.filter(({ answerable }) => !answerable),
    ),
    ...(given ? { ...best("exact", scored), ...best("f1", scored) } : {}),
  } as unknown as SquadV2Result;
});

function means(prefix: string, scored: readonly Scored[]): Record<string, number> {
  const total = scored.length;
  if (total === 0) return {};
  const mean = (name: "exact" | "f1") => (100 * scored.reduce((sum, one) => sum + one[name], 0)) / total;
  return { [`${prefix}exact`]: mean("exact"), [`${prefix}f1`]: mean("f1"), [`${prefix}total`]: total };
}

/**
 * The threshold at which the score is best. From answering nothing, which is right for all that have no answer, each question
 * in turn is answered, the surest first; the threshold is the probability at which to stop.
 */
function best(name: "exact" | "f1", scored: readonly Scored[]): Record<string, number> {
  let current = scored.filter(({ answerable }) => !answerable).length;
  let highest = current;
  let threshold = 0;
  for (const one of scored.toSorted((a, b) => a.noAnswerProbability - b.noAnswerProbability)) {
    if (one.answerable) current += one[name];
    else if (one.answered) current -= 1;
    if (current > highest) {
      highest = current;
      threshold = one.noAnswerProbability;
    }
  }
  return { [`best_${name}`]: (100 * highest) / scored.length, [`best_${name}_thresh`]: threshold };
}
