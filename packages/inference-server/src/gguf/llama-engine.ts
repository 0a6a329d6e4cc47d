import type { Engine, EngineOptions, EngineToken } from "../engine.ts";
import { UnsupportedByEngineError } from "../errors.ts";
import type { LlamaContext, LlamaModel, LlamaModule, LlamaSequence } from "./llama-cpp.ts";

/** What llama.cpp has no setting for, or not through node-llama-cpp. */
const unsupported = ["minNewTokens", "typicalP", "noRepeatNgramSize"] as const;

/** llama.cpp as an engine: it has a number of sequences, which it computes together; further requests wait. */
export class LlamaEngine implements Engine {
  readonly #module: LlamaModule;
  readonly #model: LlamaModel;
  readonly #free: LlamaSequence[];
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(module: LlamaModule, model: LlamaModel, context: LlamaContext, sequences: number) {
    this.#module = module;
    this.#model = model;
    this.#free = Array.from({ length: sequences }, () => context.getSequence());
  }

  get stats() {
    return { running: this.#running, waiting: this.#waiting.length };
  }

  async *submit(
    inputIds: readonly number[],
    options: EngineOptions,
  ): AsyncGenerator<EngineToken, void, undefined> {
    for (const name of unsupported)
      if (options[name])
        throw new UnsupportedByEngineError(`llama.cpp does not know this option, leave it out: ${name}`);
    const { repetitionPenalty = 1, presencePenalty = 0, frequencyPenalty = 0 } = options;
    if (repetitionPenalty !== 1 && (presencePenalty !== 0 || frequencyPenalty !== 0))
      throw new UnsupportedByEngineError(
        "here repetitionPenalty is of the prompt, too, and the others of the answer only; give one of both",
      );
    const { signal } = options;
    const sequence = await this.#acquire(signal);
    try {
      yield* this.#evaluate(sequence, inputIds, options);
    } finally {
      await sequence.clearHistory();
      this.#running--;
      this.#free.push(sequence);
      this.#waiting.shift()?.();
    }
  }

  async *#evaluate(sequence: LlamaSequence, inputIds: readonly number[], options: EngineOptions) {
    const { maxNewTokens, eosTokenId, topLogprobs, signal } = options;
    const generated: number[] = [];
    const metadata = { confidence: topLogprobs !== undefined, probabilities: (topLogprobs ?? 0) > 0 };
    const evaluation = sequence.evaluateWithMetadata(
      [...inputIds],
      metadata,
      this.#settings(inputIds, generated, options),
    );
    for await (const { token: tokenId, confidence, probabilities } of evaluation) {
      signal?.throwIfAborted();
      generated.push(tokenId);
      const isEnd = eosTokenId !== null && this.#model.isEogToken(tokenId);
      const isLast = isEnd || generated.length >= maxNewTokens;
      yield {
        tokenId,
        ...(topLogprobs !== undefined && { logprob: Math.log(confidence) }),
        ...(topLogprobs && { topLogprobs: likeliest(probabilities, topLogprobs) }),
        ...(isLast && { finishReason: isEnd ? ("eos" as const) : ("length" as const) }),
      };
      if (isLast) return;
    }
  }

  #settings(inputIds: readonly number[], generated: readonly number[], options: EngineOptions): object {
    const { doSample = false, temperature = 1, topK = 0, topP = 1, minP = 0, seed, sequence = 0 } = options;
    const { repetitionPenalty = 1, presencePenalty = 0, frequencyPenalty = 0, logitBias = {} } = options;
    const bias = this.#module.TokenBias.for(this.#model);
    for (const [id, logit] of Object.entries(logitBias)) bias.set(Number(id), { logit });
    const punished = () =>
      repetitionPenalty === 1 ? [...generated] : [...new Set([...inputIds, ...generated])];
    const isPunished = repetitionPenalty !== 1 || presencePenalty !== 0 || frequencyPenalty !== 0;
    return {
      ...{ temperature: doSample ? temperature : 0, topK, topP, minP, tokenBias: bias },
      ...(seed !== undefined && { seed: (seed + sequence) >>> 0 }),
      // The end is seen here, where it counts.
      yieldEogToken: true,
      ...(isPunished && {
        repeatPenalty: {
          ...{ punishTokens: punished, maxPunishTokens: inputIds.length + options.maxNewTokens },
          ...{ penalty: repetitionPenalty, presencePenalty, frequencyPenalty },
        },
      }),
    };
  }

  async #acquire(signal: AbortSignal | undefined): Promise<LlamaSequence> {
    signal?.throwIfAborted();
    while (this.#free.length === 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      signal?.addEventListener("abort", () => resolve(), { once: true });
      await promise;
      const place = this.#waiting.indexOf(resolve);
      if (place >= 0) this.#waiting.splice(place, 1);
      if (signal?.aborted) {
        // The turn that came at the same time is another one's.
        if (this.#free.length > 0) this.#waiting.shift()?.();
        signal.throwIfAborted();
      }
    }
    this.#running++;
    return this.#free.pop() as LlamaSequence;
  }

  /** The model owns everything. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#model.dispose();
  }
}

const likeliest = (probabilities: ReadonlyMap<number, number>, count: number) =>
  [...probabilities]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([tokenId, probability]) => ({ tokenId, logprob: Math.log(probability) }));
