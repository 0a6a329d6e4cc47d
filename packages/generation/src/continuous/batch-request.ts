import { topCandidates } from "../beams/top-candidates.ts";
import { GenerationOptionsError } from "../errors.ts";
import { prepareGeneration } from "../generation.ts";
import type { LanguageModel } from "../language-model.ts";
import { logSoftmax } from "../processors/log-softmax.ts";
import { Sequence } from "../sequence.ts";
import type { GeneratedToken, RequestOptions } from "./continuous-batch.ts";
import { TokenStream } from "./token-stream.ts";

/** A request of a continuous batch: its sequence so far, and the tokens that wait to be read. */
export class BatchRequest {
  /** Of an encoder-decoder: the input of its encoder. */
  readonly source: readonly number[];
  readonly sequence: Sequence;
  /** How many tokens it has at most, its prompt included. */
  readonly maxLength: number;
  readonly tokens: TokenStream;
  readonly #topLogprobs: number | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #abort = () => this.tokens.fail(this.#signal?.reason);

  /** @throws as `ContinuousBatch.submit` does for options and prompts */
  constructor(model: LanguageModel, inputIds: readonly number[], options: RequestOptions) {
    const { sequence: stream = 0, topLogprobs, ...others } = options;
    for (const [name, value] of Object.entries({ sequence: stream, topLogprobs: topLogprobs ?? 0 }))
      if (!Number.isInteger(value) || value < 0)
        throw new GenerationOptionsError(`${name} must be a whole number from 0 on: ${value}`);
    const { sources, prompts, settings } = prepareGeneration(model, { inputIds: [inputIds] }, others);
    refuseMore(settings);
    const [prompt = []] = prompts;
    this.source = sources[0] ?? [];
    this.sequence = new Sequence(prompt, settings, 0, stream);
    this.maxLength = prompt.length + settings.maxNewTokens;
    this.#topLogprobs = topLogprobs;
    this.#signal = settings.signal;
    this.tokens = new TokenStream(() => this.#signal?.removeEventListener("abort", this.#abort));
  }

  /** Ends with the signal, from when it is sure that the request will be computed. */
  followSignal(): void {
    if (this.#signal?.aborted) this.#abort();
    else this.#signal?.addEventListener("abort", this.#abort);
  }

  /** Gives the next token. What a processor or a stopping criterion throws ends this request. */
  advance(logits: Float32Array): void {
    if (this.tokens.closed) return;
    try {
      const { tokenId, reason } = this.sequence.next(logits);
      this.tokens.put({
        tokenId,
        ...this.#probabilities(logits, tokenId),
        ...(reason && { finishReason: reason }),
      });
      if (reason) this.tokens.end();
    } catch (error) {
      this.tokens.fail(error);
    }
  }

  #probabilities(logits: Float32Array, tokenId: number): Pick<GeneratedToken, "logprob" | "topLogprobs"> {
    if (this.#topLogprobs === undefined) return {};
    const logprobs = logSoftmax(logits.slice());
    const top = this.#topLogprobs === 0 ? [] : topCandidates([logprobs], [0], this.#topLogprobs);
    return {
      logprob: logprobs[tokenId] as number,
      topLogprobs: top.map(({ tokenId, score }) => ({ tokenId, logprob: score })),
    };
  }
}

function refuseMore(settings: {
  readonly beams: { readonly numBeams: number };
  readonly numReturnSequences: number;
  readonly outputScores: boolean;
  readonly outputLogits: boolean;
}): void {
  const { beams, numReturnSequences, outputScores, outputLogits } = settings;
  if (beams.numBeams > 1)
    throw new GenerationOptionsError(
      `beams change their tokens until the end, use generate or numBeams: 1 in a continuous batch: ${beams.numBeams}`,
    );
  if (numReturnSequences > 1)
    throw new GenerationOptionsError(
      `a request has one sequence, submit its prompt once for each, with sequence 0, 1, …, and numReturnSequences: 1: ${numReturnSequences}`,
    );
  if (outputScores || outputLogits)
    throw new GenerationOptionsError(
      `scores and logits are given by generate, or give topLogprobs and leave out: ${outputScores ? "outputScores" : "outputLogits"}`,
    );
}
