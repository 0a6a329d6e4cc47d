import { NoTokenLeftError } from "./errors.ts";
import { mostLikelyToken } from "./most-likely-token.ts";
import type { GenerationSettings } from "./options/generation-settings.ts";
import type { LogitsContext } from "./processors/logits-processor.ts";
import { randomStream } from "./random.ts";
import { sampleToken } from "./sample-token.ts";
import { ScoredLogits } from "./scored-logits.ts";
import { type FinishReason, finishReason } from "./stopping/finish-reason.ts";

/** A prompt that is continued greedily or by sampling, whatever reads its tokens. */
export class Sequence {
  readonly tokenIds: number[];
  readonly context: LogitsContext;
  readonly #settings: GenerationSettings;
  readonly #random: (() => number) | undefined;
  readonly #scored: ScoredLogits;

  /**
   * @param row its place in the batch
   * @param stream of random numbers of the seed. Default: the row's
   */
  constructor(prompt: readonly number[], settings: GenerationSettings, row: number, stream = row) {
    this.tokenIds = [...prompt];
    this.context = { row, promptLength: prompt.length };
    this.#settings = settings;
    this.#random = settings.seed === undefined ? undefined : randomStream(settings.seed, stream);
    this.#scored = new ScoredLogits(settings.processors);
  }

  /**
   * Adds the next token.
   *
   * @returns also the logits after the processors, in memory that the next step overwrites
   * @throws NonFiniteLogitsError, NoTokenLeftError, and what processors and stopping criteria throw
   */
  next(logits: Float32Array): {
    readonly tokenId: number;
    readonly scores: Float32Array;
    readonly reason: FinishReason | undefined;
  } {
    const scores = this.#scored.of(logits, this.tokenIds, this.context);
    const tokenId = this.#random ? sampleToken(scores, this.#random) : mostLikelyToken(scores);
    if (!Number.isFinite(scores[tokenId])) throw new NoTokenLeftError(this.context.row);
    this.tokenIds.push(tokenId);
    return { tokenId, scores, reason: finishReason(this.tokenIds, this.context, this.#settings) };
  }
}
