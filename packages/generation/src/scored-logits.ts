import { NonFiniteLogitsError } from "./errors.ts";
import type { LogitsContext, LogitsProcessor } from "./processors/logits-processor.ts";

/** Runs the processors on copies of logits, in memory that each row keeps for the next step. */
export class ScoredLogits {
  readonly #processors: readonly LogitsProcessor[];
  readonly #memory = new Map<number, Float32Array>();

  /** @param processors run in this order */
  constructor(processors: readonly LogitsProcessor[]) {
    this.#processors = processors;
  }

  /**
   * @returns the logits themselves where there is no processor
   * @throws NonFiniteLogitsError for NaN or an infinity
   */
  of(logits: Float32Array, tokenIds: readonly number[], context: LogitsContext): Float32Array {
    checkFinite(logits, context.row);
    if (this.#processors.length === 0) return logits;
    let memory = this.#memory.get(context.row);
    if (memory?.length !== logits.length) {
      memory = new Float32Array(logits.length);
      this.#memory.set(context.row, memory);
    }
    memory.set(logits);
    let scores: Float32Array = memory;
    for (const process of this.#processors) scores = process(scores, tokenIds, context);
    return scores;
  }
}

function checkFinite(logits: Float32Array, row: number): void {
  // x − x is 0 of finite numbers only: a sum finds that all are, or that one must be looked for.
  // Two sums, since an addition waits for the one before it.
  let [even, odd] = [0, 0];
  for (let tokenId = 0; tokenId < logits.length; tokenId += 2) {
    const [a, b] = [logits[tokenId] as number, logits[tokenId + 1] ?? 0];
    even += a - a;
    odd += b - b;
  }
  if (even + odd === 0) return;
  const tokenId = logits.findIndex((logit) => !Number.isFinite(logit));
  throw new NonFiniteLogitsError(row, tokenId, logits[tokenId] as number);
}
