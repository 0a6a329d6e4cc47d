export interface SamplingSettings {
  readonly repetitionPenalty: number;
  readonly temperature: number;
  /** 0: off. */
  readonly topK: number;
  /** 1: off. */
  readonly topP: number;
  /** 0: off. */
  readonly minP: number;
}

/** What the explorer gets. */
export interface ExplorerData {
  /** Of all tokens, as float32 in little endian and base64. */
  readonly logits: string;
  readonly names: readonly (readonly [id: number, text: string])[];
  readonly previous: readonly number[];
  readonly prompt: string;
  readonly settings: SamplingSettings;
  readonly rows: number;
  readonly seed: number;
}

export type Cut = "top-k" | "top-p" | "min-p";

export interface NextToken {
  /** Probabilities after penalty and temperature, of all tokens. */
  readonly before: Float64Array;
  /** Those of the tokens that are left, which add up to 1. */
  readonly after: Float64Array;
  /** What has cut a token. */
  readonly cuts: readonly (Cut | undefined)[];
}

/** What may come next: penalty, temperature, top-k, top-p and min-p, in the order of `generate`. */
export function nextToken(
  logits: Float32Array,
  previous: Iterable<number>,
  settings: SamplingSettings,
): NextToken {
  const scores = logits.slice();
  const { repetitionPenalty, temperature, topK, topP, minP } = settings;
  for (const id of new Set(previous)) {
    const logit = scores[id] ?? 0;
    scores[id] = logit < 0 ? logit * repetitionPenalty : logit / repetitionPenalty;
  }
  for (let id = 0; id < scores.length; id++) scores[id] = (scores[id] ?? 0) / temperature;
  const before = softmax(scores);
  const cuts = new Array<Cut | undefined>(scores.length).fill(undefined);
  const cutBelow = (values: ArrayLike<number>, least: number, cut: Cut) => {
    for (let id = 0; id < scores.length; id++) {
      if (scores[id] === Number.NEGATIVE_INFINITY || (values[id] ?? 0) >= least) continue;
      scores[id] = Number.NEGATIVE_INFINITY;
      cuts[id] = cut;
    }
  };
  if (topK > 0) cutBelow(scores, descending(scores)[Math.min(topK, scores.length) - 1] ?? 0, "top-k");
  if (topP < 1) {
    const probabilities = softmax(scores);
    let [sum, least] = [0, 0];
    for (const probability of descending(probabilities)) {
      least = probability;
      sum += probability;
      if (sum >= topP) break;
    }
    cutBelow(probabilities, least, "top-p");
  }
  if (minP > 0) cutBelow(scores, (descending(scores)[0] ?? 0) + Math.log(minP), "min-p");
  return { before, after: softmax(scores), cuts };
}

/** Draws a token, the same for a random number as `generate` does. */
export function drawToken({ after }: NextToken, random: () => number): number {
  let left = random();
  let drawn = 0;
  for (const [id, probability] of after.entries()) {
    if (probability === 0) continue;
    drawn = id;
    left -= probability;
    if (left < 0) break;
  }
  return drawn;
}

function softmax(scores: Float32Array): Float64Array {
  const largest = scores.reduce((max, score) => Math.max(max, score), Number.NEGATIVE_INFINITY);
  const weights = Float64Array.from(scores, (score) => Math.exp(score - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function descending<T extends Float32Array | Float64Array>(values: T): T {
  return values.slice().sort().reverse() as T;
}
