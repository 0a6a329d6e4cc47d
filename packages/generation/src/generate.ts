import { searchBeams } from "./beams/search-beams.ts";
import type { GenerationInputs } from "./check-prompts.ts";
import { decodeRows } from "./decode-rows.ts";
import { type Generation, prepareGeneration } from "./generation.ts";
import type { LanguageModel } from "./language-model.ts";
import { leftPad } from "./left-pad.ts";
import type { GenerationOptions } from "./options/generation-options.ts";
import type { FinishReason } from "./stopping/finish-reason.ts";

type StepValues = readonly (readonly (Float32Array | undefined)[])[];

/** `numReturnSequences` rows for each prompt, the best first where they come from a beam search. */
export interface GenerationOutput {
  /**
   * Prompts and new tokens as Hugging Face's `generate` gives them: padded on the left to the longest prompt, and after
   * the end. Of an encoder-decoder, what its decoder began with and the new tokens.
   */
  readonly sequences: readonly (readonly number[])[];
  /** The new tokens of each row, the one that ended it included. */
  readonly newTokens: readonly (readonly number[])[];
  readonly finishReasons: readonly FinishReason[];
  /** Of a beam search: log probability / length^lengthPenalty. */
  readonly sequencesScores?: readonly number[];
  /** Of a beam search, for each new token: the row, of all prompts' beams, whose logits it was chosen from. */
  readonly beamIndices?: readonly (readonly number[])[];
  /** With `outputScores`, of each step and row or beam: the logits after processors; undefined where it has ended. */
  readonly scores?: StepValues;
  /** With `outputLogits`: the logits before processors. */
  readonly logits?: StepValues;
}

/**
 * Continues prompts, all rows at once. See `generateTokens` for the tokens as they come, and what is thrown.
 *
 * @param inputs rows of token ids, of any lengths
 */
export async function generate(
  model: LanguageModel,
  inputs: GenerationInputs,
  options: GenerationOptions = {},
): Promise<GenerationOutput> {
  const generation = prepareGeneration(model, inputs, options);
  return generation.settings.beams.numBeams > 1 ? beams(generation) : rows(generation);
}

async function rows(generation: Generation): Promise<GenerationOutput> {
  const { prompts, settings } = generation;
  const { numReturnSequences, outputScores, outputLogits } = settings;
  const newTokens: number[][] = Array.from({ length: prompts.length * numReturnSequences }, () => []);
  const finishReasons: FinishReason[] = [];
  const scores: (Float32Array | undefined)[][] = [];
  const logits: (Float32Array | undefined)[][] = [];
  for await (const step of decodeRows(generation)) {
    for (const [row, tokenId] of step.tokens.entries())
      if (tokenId !== undefined) newTokens[row]?.push(tokenId);
    for (const [row, reason] of step.reasons.entries()) if (reason) finishReasons[row] = reason;
    if (outputScores) scores.push(step.scores.map((row) => row?.slice()));
    if (outputLogits) logits.push(step.logits.map((row) => row?.slice()));
  }
  return {
    sequences: sequences(generation, newTokens),
    newTokens,
    finishReasons,
    ...(outputScores && { scores }),
    ...(outputLogits && { logits }),
  };
}

async function beams(generation: Generation): Promise<GenerationOutput> {
  const { outputScores, outputLogits } = generation.settings;
  const { found, scores, logits } = await searchBeams(generation);
  const best = found.flat();
  const newTokens = best.map(({ newTokens }) => newTokens);
  return {
    sequences: sequences(generation, newTokens),
    newTokens,
    finishReasons: best.map(({ reason }) => reason),
    sequencesScores: best.map(({ score }) => score),
    beamIndices: best.map(({ path }) => path),
    ...(outputScores && { scores }),
    ...(outputLogits && { logits }),
  };
}

function sequences({ prompts, settings }: Generation, newTokens: readonly (readonly number[])[]): number[][] {
  const { padTokenId, numReturnSequences } = settings;
  const padded = leftPad(prompts, padTokenId);
  const steps = Math.max(...newTokens.map(({ length }) => length));
  return newTokens.map((added, row) => [
    ...(padded[Math.floor(row / numReturnSequences)] ?? []),
    ...added,
    ...new Array<number>(steps - added.length).fill(padTokenId),
  ]);
}
