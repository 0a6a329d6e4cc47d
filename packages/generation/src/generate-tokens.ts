import { checkPrompts, type GenerationInputs } from "./check-prompts.ts";
import type { Decoder } from "./create-decoder.ts";
import { NonFiniteLogitsError, NoTokenLeftError } from "./errors.ts";
import { type GenerationOptions, type GenerationSettings, generationSettings } from "./generation-options.ts";
import { mostLikelyToken } from "./most-likely-token.ts";
import { randomStream } from "./random.ts";
import { sampleToken } from "./sample-token.ts";

/**
 * Continues prompts, token by token: each step gives one token of every row, undefined for rows that have ended. The
 * token that ends a row is given, too. Leaving the loop ends the generation.
 *
 * @throws GenerationOptionsError for options that are unknown or do not go together
 * @throws PromptError for a prompt that is empty, too long, or has unknown tokens
 * @throws NonFiniteLogitsError where the decoder computes NaN
 * @throws NoTokenLeftError where processors of your own take every token out
 */
export async function* generateTokens(
  decoder: Decoder,
  inputs: GenerationInputs,
  options: GenerationOptions = {},
): AsyncGenerator<readonly (number | undefined)[], void, undefined> {
  const settings = generationSettings(options, decoder);
  const sequences = checkPrompts(inputs, settings.maxNewTokens, decoder).map((ids) => [...ids]);
  const choose = chooser(settings);
  const decoding = decoder.start(sequences, settings.padTokenId);
  const ended = sequences.map(() => false);

  let logits = await decoding.read(decoding.prompts);
  for (let step = 1; ; step++) {
    const tokens = sequences.map((ids, row) => {
      if (ended[row]) return undefined;
      const tokenId = choose(logits[row] as Float32Array, ids, row);
      ids.push(tokenId);
      ended[row] = settings.eosTokenIds.has(tokenId);
      return tokenId;
    });
    yield tokens;
    if (step === settings.maxNewTokens || ended.every(Boolean)) return;
    logits = await decoding.read(tokens.map((tokenId) => [tokenId ?? settings.padTokenId]));
  }
}

type Choose = (logits: Float32Array, tokenIds: readonly number[], row: number) => number;

function chooser({ seed, processors }: GenerationSettings): Choose {
  const streams = new Map<number, () => number>();
  const stream = (seed: number, row: number) => {
    const random = streams.get(row) ?? randomStream(seed, row);
    streams.set(row, random);
    return random;
  };
  return (logits, tokenIds, row) => {
    checkFinite(logits, row);
    const processed = processors.reduce((scores, process) => process(scores, tokenIds), logits);
    const tokenId =
      seed === undefined ? mostLikelyToken(processed) : sampleToken(processed, stream(seed, row));
    if (!Number.isFinite(processed[tokenId])) throw new NoTokenLeftError(row);
    return tokenId;
  };
}

function checkFinite(logits: Float32Array, row: number): void {
  for (let tokenId = 0; tokenId < logits.length; tokenId++) {
    const logit = logits[tokenId] as number;
    if (!Number.isFinite(logit)) throw new NonFiniteLogitsError(row, tokenId, logit);
  }
}
