import type { BeamSettings } from "../options/generation-settings.ts";
import type { FinishReason } from "../stopping/finish-reason.ts";
import { topCandidates } from "./top-candidates.ts";

export interface Beam {
  readonly tokenIds: readonly number[];
  /** The sum of the log probabilities of its new tokens. */
  readonly score: number;
  /** For each new token the beam, of all, that it came after. */
  readonly path: readonly number[];
  /** The beam, of this search, that it continues. */
  readonly parent: number;
}

export interface FinishedBeam {
  readonly newTokens: readonly number[];
  /** log probability / length^lengthPenalty */
  readonly score: number;
  readonly path: readonly number[];
  readonly reason: FinishReason;
}

export interface BeamSearchOptions extends BeamSettings {
  readonly prompt: readonly number[];
  readonly maxNewTokens: number;
  /** How many tokens end a sequence. */
  readonly endTokens: number;
  /** The place of its first beam among all. */
  readonly firstBeam: number;
  /** Draws beams instead of taking the best. */
  readonly random: (() => number) | undefined;
  /** Whether a sequence has ended with its last token, and why. */
  readonly ends: (tokenIds: readonly number[]) => FinishReason | undefined;
}

/** Less than any log probability: a beam that goes on only where there is no other. */
const unlikely = -1e9;

/**
 * The beam search of one prompt, step by step, as Hugging Face's `generate` does it: of the best continuations, the
 * first `numBeams` may end and are kept if their score, divided by length^lengthPenalty, is among the best so far; the
 * best that have not ended go on. https://arxiv.org/abs/1609.08144
 */
export class BeamSearch {
  readonly #options: BeamSearchOptions;
  /** The best first. */
  #running: readonly Beam[];
  #finished: readonly FinishedBeam[] = [];
  #done = false;

  constructor(options: BeamSearchOptions) {
    this.#options = options;
    // All begin with the same tokens; only what follows the first of them counts.
    this.#running = Array.from({ length: options.numBeams }, (_, beam) => ({
      tokenIds: options.prompt,
      score: beam === 0 ? 0 : unlikely,
      path: [],
      parent: beam,
    }));
  }

  get running(): readonly Beam[] {
    return this.#running;
  }

  /** The best first, by score. */
  get finished(): readonly FinishedBeam[] {
    return this.#finished;
  }

  get done(): boolean {
    return this.#done;
  }

  /**
   * Goes on by one token.
   *
   * @param logProbabilities of each running beam's next token
   * @returns whether there was a token to go on with
   */
  advance(logProbabilities: readonly Float32Array[]): boolean {
    const { numBeams, endTokens, prompt, firstBeam, random, ends } = this.#options;
    // As many as have numBeams among them that do not end, were the others all to end.
    const count = Math.max(2, 1 + endTokens) * numBeams;
    const scores = this.#running.map(({ score }) => score);
    const extended = topCandidates(logProbabilities, scores, count, random).map(
      ({ beam, tokenId, score }) => {
        const before = this.#running[beam] as Beam;
        const tokenIds = [...before.tokenIds, tokenId];
        return {
          tokenIds,
          score,
          path: [...before.path, firstBeam + beam],
          parent: beam,
          reason: ends(tokenIds),
        };
      },
    );
    if (!extended.some(({ score }) => score > Number.NEGATIVE_INFINITY)) return false;
    const length = (this.#running[0]?.tokenIds.length ?? 0) + 1 - prompt.length;
    const ended = extended.slice(0, numBeams).flatMap(({ tokenIds, score, path, reason }) =>
      reason === undefined
        ? []
        : [
            {
              newTokens: tokenIds.slice(prompt.length),
              score: score / length ** this.#options.lengthPenalty,
              path,
              reason,
            },
          ],
    );
    this.#finished = [...this.#finished, ...ended].sort((a, b) => b.score - a.score).slice(0, numBeams);
    this.#running = extended
      .map(({ reason, ...beam }) => (reason === undefined ? beam : { ...beam, score: beam.score + unlikely }))
      .sort((a, b) => b.score - a.score)
      .slice(0, numBeams);
    this.#done = extended.every(({ reason }) => reason !== undefined) || this.#cannotImprove(length);
    return true;
  }

  #cannotImprove(length: number): boolean {
    const { numBeams, earlyStopping, lengthPenalty, maxNewTokens } = this.#options;
    if (this.#finished.length < numBeams) return false;
    if (earlyStopping === true) return true;
    // With a penalty above 0 a longer sequence may have a better score than a shorter one of the same probability.
    const longest = earlyStopping === "never" && lengthPenalty > 0 ? maxNewTokens : length;
    const best = (this.#running[0]?.score ?? unlikely) / longest ** lengthPenalty;
    return best <= (this.#finished.at(-1)?.score ?? unlikely);
  }
}
