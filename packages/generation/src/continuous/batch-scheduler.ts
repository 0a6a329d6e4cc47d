import { setImmediate } from "node:timers/promises";
import { SeparateRows } from "../decoding/separate-rows.ts";
import { BatchClosedError, BatchFullError, PromptError } from "../errors.ts";
import type { LanguageModel, Rows } from "../language-model.ts";
import { BatchRequest } from "./batch-request.ts";
import type {
  BatchStats,
  ContinuousBatch,
  ContinuousBatchOptions,
  RequestOptions,
} from "./continuous-batch.ts";
import type { TokenStream } from "./token-stream.ts";

export type BatchLimits = Required<Omit<ContinuousBatchOptions, "maxTokens">> & {
  readonly maxTokens?: number | undefined;
};

/** How long sequences are expected to get where a model's positions are not fewer. */
const usualLength = 2048;

/**
 * Iteration-level scheduling: at every step requests may join, and leave where they end. Orca, Yu et al., 2022.
 *
 * Requests are begun in the order in which they came. Where the cache has no room for another token of all of them, the
 * newest waits again, and reads its tokens anew when there is room: preemption by recomputation, as in vLLM,
 * https://arxiv.org/abs/2309.06180.
 */
export class BatchScheduler implements ContinuousBatch {
  readonly #model: LanguageModel;
  readonly #limits: BatchLimits & { readonly maxTokens: number };
  #rows: Rows;
  /** Those of the rows, in their order, which is that in which they came. */
  #running: BatchRequest[] = [];
  /** Those whose prompts are being read. */
  #joining: BatchRequest[] = [];
  #waiting: BatchRequest[] = [];
  #preemptions = 0;
  #isClosed = false;
  #loop: Promise<void> | undefined;

  constructor(model: LanguageModel, limits: BatchLimits) {
    this.#model = model;
    this.#rows = startRows(model);
    const { maxPositions = usualLength } = model;
    const { maxTokens = limits.maxBatchSize * this.#rows.tokensFor([Math.min(maxPositions, usualLength)]) } =
      limits;
    this.#limits = { ...limits, maxTokens };
  }

  submit(inputIds: readonly number[], options: RequestOptions = {}): TokenStream {
    if (this.#isClosed) throw new BatchClosedError();
    const request = new BatchRequest(this.#model, inputIds, options);
    const { maxTokens, maxBatchSize, maxWaiting } = this.#limits;
    const most = this.#rows.tokensFor([request.maxLength]);
    if (most > maxTokens)
      throw new PromptError(
        0,
        `with its new tokens it needs more of the cache than there is, shorten one of them or give a larger maxTokens: ${most} > ${maxTokens}`,
      );
    const { running, waiting } = this.stats;
    if (running + waiting >= maxBatchSize + maxWaiting) throw new BatchFullError(maxWaiting);
    request.followSignal();
    if (!request.tokens.closed) this.#waiting.push(request);
    if (this.#waiting.length > 0) this.#loop ??= this.#run();
    return request.tokens;
  }

  get stats(): BatchStats {
    const { allocatedTokens, cacheBytes, lengths } = this.#rows;
    return {
      running: [...this.#running, ...this.#joining].filter(isOpen).length,
      waiting: this.#waiting.filter(isOpen).length,
      allocatedTokens,
      usedTokens: lengths.reduce((sum, length) => sum + length, 0),
      maxTokens: this.#limits.maxTokens,
      cacheBytes,
      preemptions: this.#preemptions,
    };
  }

  async close(reason: unknown = new BatchClosedError()): Promise<void> {
    this.#isClosed = true;
    for (const { tokens } of [...this.#running, ...this.#joining, ...this.#waiting]) tokens.fail(reason);
    await this.#loop;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Until there is no request. It never throws. */
  async #run(): Promise<void> {
    do {
      // A step blocks the thread: now is the time for others, and for more requests, whose prompts are read together.
      await setImmediate();
      try {
        this.#leave();
        await this.#join();
        this.#leave();
        this.#preempt();
        await this.#step();
      } catch (error) {
        // The model itself has failed: what is in the cache is unknown.
        for (const { tokens } of [...this.#running, ...this.#joining]) tokens.fail(error);
        this.#joining = [];
        this.#running = [];
        this.#rows = startRows(this.#model);
      }
    } while (this.#running.length + this.#waiting.length > 0);
    this.#loop = undefined;
  }

  /** Takes from those that wait as many as there is room for, and as one step may read. */
  #admitted(): BatchRequest[] {
    const { maxBatchSize, maxTokens, maxPrefillTokens } = this.#limits;
    const admitted: BatchRequest[] = [];
    const prompts = new Set<string>();
    let longest = 0;
    // With the token that each gets in the step after the prompts are read.
    const lengths = this.#rows.lengths.map((length) => length + 1);
    for (const request of this.#waiting) {
      const { tokenIds } = request.sequence;
      lengths.push(tokenIds.length + 1);
      prompts.add(String(tokenIds));
      longest = Math.max(longest, tokenIds.length);
      const isTooMuch = admitted.length > 0 && longest * prompts.size > maxPrefillTokens;
      if (isTooMuch || lengths.length > maxBatchSize || this.#rows.tokensFor(lengths) > maxTokens) break;
      admitted.push(request);
    }
    this.#waiting.splice(0, admitted.length);
    return admitted;
  }

  async #join(): Promise<void> {
    this.#joining = this.#admitted();
    if (this.#joining.length === 0) return;
    const inputs = this.#joining.map(({ source, sequence }) => ({ source, prompt: sequence.tokenIds }));
    const logits = await this.#rows.join(inputs);
    for (const [i, request] of this.#joining.entries()) request.advance(logits[i] as Float32Array);
    this.#running.push(...this.#joining);
    this.#joining = [];
  }

  /** A token of every request. */
  async #step(): Promise<void> {
    if (this.#running.length === 0) return;
    const logits = await this.#rows.read(this.#running.map(({ sequence }) => sequence.tokenIds.at(-1) ?? 0));
    for (const [i, request] of this.#running.entries()) request.advance(logits[i] as Float32Array);
  }

  /** Requests that have ended, or whose tokens nobody wants, leave the batch. */
  #leave(): void {
    this.#waiting = this.#waiting.filter(isOpen);
    const places = [...this.#running.keys()].filter((place) => isOpen(this.#running[place] as BatchRequest));
    this.#keep(places);
  }

  /** The newest requests wait until there is room for another token of each. */
  #preempt(): void {
    const lengths = this.#rows.lengths.map((length) => length + 1);
    while (lengths.length > 1 && this.#rows.tokensFor(lengths) > this.#limits.maxTokens) lengths.pop();
    const preempted = this.#running.slice(lengths.length);
    this.#preemptions += preempted.length;
    this.#waiting.unshift(...preempted);
    this.#keep([...lengths.keys()]);
  }

  #keep(places: readonly number[]): void {
    if (places.length === this.#running.length) return;
    this.#rows.keep(places);
    this.#running = places.map((place) => this.#running[place] as BatchRequest);
  }
}

function startRows(model: LanguageModel): Rows {
  return model.startRows?.() ?? new SeparateRows(model);
}

function isOpen({ tokens }: BatchRequest): boolean {
  return !tokens.closed;
}
