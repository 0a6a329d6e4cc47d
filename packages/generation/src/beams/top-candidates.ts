/** One token after one beam. */
export interface Candidate {
  readonly beam: number;
  readonly tokenId: number;
  /** The log probability of the beam with the token. */
  readonly score: number;
}

/**
 * The best ways to go on, over all beams: those with the highest scores, or where there is a generator drawn from
 * softmax(scores) without replacement, in the order of drawing: the largest of score + Gumbel noise, which is
 * −ln(−ln u). https://arxiv.org/abs/1903.06059
 *
 * @param logProbabilities of each beam's next token
 * @param beamScores of the beams so far
 */
export function topCandidates(
  logProbabilities: readonly Float32Array[],
  beamScores: readonly number[],
  count: number,
  random?: () => number,
): Candidate[] {
  const best: (Candidate & { readonly key: number })[] = [];
  for (const [beam, row] of logProbabilities.entries()) {
    const beamScore = beamScores[beam] as number;
    for (let tokenId = 0; tokenId < row.length; tokenId++) {
      const score = beamScore + (row[tokenId] as number);
      const noise = random && score > Number.NEGATIVE_INFINITY ? -Math.log(-Math.log(random())) : 0;
      const key = score + noise;
      if (best.length === count && key <= (best[count - 1]?.key as number)) continue;
      let place = best.length;
      while (place > 0 && key > (best[place - 1]?.key as number)) place--;
      best.splice(place, 0, { beam, tokenId, score, key });
      if (best.length > count) best.pop();
    }
  }
  return best;
}
