// Beam search over a whole batch of one prompt in the way of a tensor program: nothing is left out of the lists, what
// does not count has a score of −10⁹, and every choice is a sort of all. Written for tests, as slow as it is plain.

export interface ReferenceOptions {
  readonly prompt: readonly number[];
  readonly numBeams: number;
  readonly maxNewTokens: number;
  readonly lengthPenalty: number;
  readonly earlyStopping: boolean | "never";
  readonly eos: readonly number[];
}

interface Row {
  ids: number[];
  score: number;
}

const never = -1e9;

/** @param next the log probabilities of the token after a sequence */
export function referenceBeams(
  next: (ids: readonly number[]) => readonly number[],
  { prompt, numBeams, maxNewTokens, lengthPenalty, earlyStopping, eos }: ReferenceOptions,
): Row[] {
  const best = <T extends { score: number }>(rows: T[], count: number) =>
    [...rows].sort((a, b) => b.score - a.score).slice(0, count);
  const repeat = (score: (i: number) => number) =>
    Array.from({ length: numBeams }, (_, i) => ({ ids: [...prompt], score: score(i), finished: false }));
  let running: Row[] = repeat((i) => (i === 0 ? 0 : never));
  let kept = repeat(() => never);
  let improvable = true;
  for (let length = 1; ; length++) {
    const all = running.flatMap(({ ids, score }) => {
      const tokens = next(ids);
      return tokens.map((value, id) => ({ ids: [...ids, id], score: score + value }));
    });
    const top = best(all, Math.max(2, 1 + eos.length) * numBeams).map((row) => ({
      ...row,
      stops: eos.includes(row.ids.at(-1) as number) || length === maxNewTokens,
    }));
    running = best(
      top.map(({ ids, score, stops }) => ({ ids, score: score + (stops ? never : 0) })),
      numBeams,
    );
    const full = kept.every(({ finished }) => finished) && earlyStopping === true;
    const ended = top.map(({ ids, score, stops }, place) => {
      const finished = stops && place < numBeams;
      const off = (full ? never : 0) + (improvable ? 0 : never) + (finished ? 0 : never);
      return { ids, score: score / length ** lengthPenalty + off, finished };
    });
    kept = best([...kept, ...ended], numBeams);
    const horizon = earlyStopping === "never" && lengthPenalty > 0 ? maxNewTokens : length;
    const possible = (running[0]?.score ?? never) / horizon ** lengthPenalty;
    const worst = Math.min(...kept.map(({ score }) => score));
    improvable &&= kept.some(({ finished }) => possible > (finished ? worst : never));
    const allFinished = kept.every(({ finished }) => finished) && earlyStopping === true;
    if (!improvable || allFinished || top.every(({ stops }) => stops)) return kept;
  }
}
