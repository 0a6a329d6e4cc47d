import { setImmediate } from "node:timers/promises";
import {
  type ContinuousBatch,
  type GeneratedToken,
  generate,
  type LanguageModel,
  type RequestOptions,
} from "@llm-course/generation";
import { randomStream } from "../src/random.ts";

export interface RandomRequest {
  readonly prompt: number[];
  readonly options: RequestOptions;
  /** How many turns of the event loop after the first it comes. */
  readonly arrival: number;
  /** After how many tokens it is given up, and how; undefined where it is not. */
  readonly abort: { readonly after: number; readonly by: "leaving" | "signal" } | undefined;
}

/** Requests of many kinds. Prompts have up to 24 tokens below the size of the vocabulary. */
export function randomRequests(seed: number, count: number, vocabSize: number): RandomRequest[] {
  const random = randomStream(seed, 0);
  const below = (n: number) => Math.floor(random() * n);
  const kinds: (() => RequestOptions)[] = [
    () => ({}),
    () => ({ doSample: true, temperature: 1.5, seed: below(1000), sequence: below(3) }),
    () => ({ doSample: true, topK: 5, topP: 0.9, seed: below(1000) }),
    () => ({ repetitionPenalty: 1.4, presencePenalty: 0.5, frequencyPenalty: 0.3 }),
    () => ({ noRepeatNgramSize: 2, logitBias: { [below(vocabSize)]: 2 } }),
    () => ({ eosTokenId: [0, 1, 2, 3, 4, 5].map((id) => id + 7) }),
  ];
  const prompts = Array.from({ length: 6 }, () =>
    Array.from({ length: 1 + below(24) }, () => below(vocabSize)),
  );
  return Array.from({ length: count }, () => ({
    prompt: prompts[below(prompts.length)] ?? [],
    options: { eosTokenId: null, maxNewTokens: 1 + below(24), ...kinds[below(kinds.length)]?.() },
    arrival: below(3 * count),
    abort: below(4) > 0 ? undefined : { after: below(12), by: below(2) === 0 ? "leaving" : "signal" },
  }));
}

/** The tokens that a request gets in a batch, as they come when it is given up. */
export async function run(batch: ContinuousBatch, request: RandomRequest): Promise<GeneratedToken[]> {
  const { prompt, options, arrival, abort } = request;
  for (let turn = 0; turn < arrival; turn++) await setImmediate();
  const controller = new AbortController();
  const tokens: GeneratedToken[] = [];
  try {
    for await (const token of batch.submit(prompt, { ...options, signal: controller.signal })) {
      tokens.push(token);
      if (tokens.length !== abort?.after) continue;
      if (abort.by === "leaving") break;
      controller.abort(new Error("given up"));
    }
  } catch (error) {
    if (!controller.signal.aborted || error !== controller.signal.reason) throw error;
  }
  return tokens;
}

/** What `generate` gives for the request by itself. */
export async function alone(
  model: LanguageModel,
  { prompt, options: { sequence = 0, ...options } }: RandomRequest,
): Promise<number[]> {
  const several = options.doSample ? { numReturnSequences: sequence + 1 } : {};
  const { newTokens } = await generate(model, { inputIds: [prompt] }, { ...options, ...several });
  return [...(newTokens[options.doSample ? sequence : 0] ?? [])];
}
