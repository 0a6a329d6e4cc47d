import type { GenerationOptions } from "../options/generation-options.ts";
import type { FinishReason } from "../stopping/finish-reason.ts";

export interface ContinuousBatchOptions {
  /** How many requests are computed together at most. Default: 16. */
  readonly maxBatchSize?: number;
  /**
   * How many tokens the cache may have room for: what `stats.allocatedTokens` does not exceed. Default: `maxBatchSize` times
   * 2048, or times the model's positions where those are fewer.
   */
  readonly maxTokens?: number;
  /** How many requests may wait to be computed. Default: 256. */
  readonly maxWaiting?: number;
  /** How many tokens of prompts are read in one step at most, or one longer prompt. Default: 512. */
  readonly maxPrefillTokens?: number;
}

/** The options of `generate`, for one sequence: beams, several sequences and outputs of scores are refused. */
export interface RequestOptions extends GenerationOptions {
  /**
   * Which of several sequences of a seed this is, from 0: it is drawn as `generate` draws it with `numReturnSequences`.
   * Requests with the same prompt that are submitted together read it once. Default: 0.
   */
  readonly sequence?: number;
  /** Gives the log probability of each token, and so many of the likeliest tokens with theirs. Default: none at all. */
  readonly topLogprobs?: number;
}

export interface TokenLogprob {
  readonly tokenId: number;
  /** Natural logarithm of the probability that the model gives, before all processors. */
  readonly logprob: number;
}

/** A new token of a request. */
export interface GeneratedToken {
  readonly tokenId: number;
  /** With `topLogprobs`: natural logarithm of the probability that the model gives, before all processors. */
  readonly logprob?: number;
  /** With `topLogprobs`: the likeliest tokens, the likeliest first. */
  readonly topLogprobs?: readonly TokenLogprob[];
  /** Of the last token: why it is the last. */
  readonly finishReason?: FinishReason;
}

export interface BatchStats {
  /** Requests whose tokens are being computed. */
  readonly running: number;
  /** Requests that were not begun yet, or had to give up their place in the cache. */
  readonly waiting: number;
  /** Tokens that the cache has room for now, those that are in it, and the most it may have room for. */
  readonly allocatedTokens: number;
  readonly usedTokens: number;
  readonly maxTokens: number;
  /** How large the cache is now, in bytes; undefined where requests are read one by one. */
  readonly cacheBytes: number | undefined;
  /** How often a request had to give up its place in the cache and read its tokens again, since the beginning. */
  readonly preemptions: number;
}

/** Requests that are continued together, each as if it were alone. */
export interface ContinuousBatch extends AsyncDisposable {
  /**
   * Queues a prompt. It is computed whether its tokens are read or not; leaving the loop over them ends the request, and so does
   * the option `signal`, whose reason is thrown. An error of a processor is thrown to this request only.
   *
   * @throws GenerationOptionsError for options that are unknown or do not go together, and for beams
   * @throws PromptError for a prompt that is empty, too long, or has unknown tokens
   * @throws BatchFullError where too many requests wait
   * @throws BatchClosedError after `close`
   */
  submit(inputIds: readonly number[], options?: RequestOptions): AsyncIterableIterator<GeneratedToken>;
  readonly stats: BatchStats;
  /**
   * Ends all requests after the step that is being computed. The model stays open.
   *
   * @param reason thrown to each of them. Default: a BatchClosedError
   */
  close(reason?: unknown): Promise<void>;
}
