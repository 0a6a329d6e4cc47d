import { softmax } from "../math/softmax.ts";

/** A piece of a row, from its first token to its last. */
export interface TokenSpan {
  readonly start: number;
  readonly end: number;
  /** P(the answer starts at start) · P(it ends at end). */
  readonly score: number;
}

/**
 * The best answers in one row of tokens: pairs of a start and an end that is not before it nor too far behind, ordered by
 * the product of their probabilities, which are softmaxes over the tokens that may be part of an answer and `nullIndex`.
 *
 * @param startLogits one for each token
 * @param allowed whether a token may be part of an answer
 * @param nullIndex the token that stands for "no answer here", as [CLS] in SQuAD 2: it has its share of the probability,
 *   and is no answer. Default: none
 * @param topK default: 1
 * @param maxAnswerLen in tokens; default: 15
 */
export function bestSpans(
  startLogits: ArrayLike<number>,
  endLogits: ArrayLike<number>,
  {
    allowed,
    nullIndex,
    topK = 1,
    maxAnswerLen = 15,
  }: {
    readonly allowed: readonly boolean[];
    readonly nullIndex?: number | undefined;
    readonly topK?: number;
    readonly maxAnswerLen?: number;
  },
): TokenSpan[] {
  const [starts, ends] = [startLogits, endLogits].map((logits) =>
    allowedOnly(logits, allowed, nullIndex),
  ) as [number[], number[]];
  const best: TokenSpan[] = [];
  for (const [start, p] of starts.entries()) {
    if (!allowed[start]) continue;
    for (let end = start; end < Math.min(start + maxAnswerLen, ends.length); end++) {
      const score = p * (ends[end] as number);
      if (!allowed[end] || (best.length === topK && score <= (best.at(-1) as TokenSpan).score)) continue;
      const place = best.findIndex((other) => score > other.score);
      best.splice(place < 0 ? best.length : place, 0, { start, end, score });
      if (best.length > topK) best.pop();
    }
  }
  return best;
}

/** P(no answer) of a row: that it both starts and ends at `nullIndex`. */
export function nullScore(
  startLogits: ArrayLike<number>,
  endLogits: ArrayLike<number>,
  { allowed, nullIndex }: { readonly allowed: readonly boolean[]; readonly nullIndex: number },
): number {
  const [start, end] = [startLogits, endLogits].map(
    (logits) => allowedOnly(logits, allowed, nullIndex)[nullIndex] ?? 0,
  ) as [number, number];
  return start * end;
}

/** A softmax over some of the tokens; the others have the probability 0. */
function allowedOnly(
  logits: ArrayLike<number>,
  allowed: readonly boolean[],
  nullIndex: number | undefined,
): number[] {
  return softmax(
    Array.from(logits, (logit, i) => (allowed[i] || i === nullIndex ? logit : Number.NEGATIVE_INFINITY)),
  );
}
