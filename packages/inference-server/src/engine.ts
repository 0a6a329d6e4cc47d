/** How one sequence is continued; names and meanings are those of `GenerationOptions` of `@llm-course/generation`. */
export interface EngineOptions {
  readonly maxNewTokens: number;
  readonly minNewTokens?: number;
  /** `null`: no token ends the sequence. */
  readonly eosTokenId?: null;
  readonly doSample?: boolean;
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly minP?: number;
  readonly typicalP?: number;
  readonly repetitionPenalty?: number;
  readonly noRepeatNgramSize?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly logitBias?: Record<string, number>;
  readonly seed?: number;
  /** Which of several sequences of a seed this is. */
  readonly sequence?: number;
  /** Log probabilities are given, and so many of the likeliest tokens. */
  readonly topLogprobs?: number;
  readonly signal?: AbortSignal;
}

export interface EngineToken {
  readonly tokenId: number;
  readonly logprob?: number;
  readonly topLogprobs?: readonly { readonly tokenId: number; readonly logprob: number }[];
  /** Of the last token. */
  readonly finishReason?: "eos" | "stop" | "length";
}

/** What computes tokens: a `ContinuousBatch` of `@llm-course/generation`, or a `GgufEngine`. */
export interface Engine extends AsyncDisposable {
  /** Ends when the loop over it is left, or the signal is aborted. */
  submit(inputIds: readonly number[], options: EngineOptions): AsyncIterable<EngineToken>;
  readonly stats: { readonly running: number; readonly waiting: number };
}
