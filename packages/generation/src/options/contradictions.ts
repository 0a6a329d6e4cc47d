import { GenerationOptionsError } from "../errors.ts";
import type { ParsedOptions } from "./generation-options.ts";

const sampling = [
  "temperature",
  "topK",
  "topP",
  "minP",
  "typicalP",
  "epsilonCutoff",
  "seed",
] as const satisfies (keyof ParsedOptions)[];
const beams = [
  "lengthPenalty",
  "earlyStopping",
  "numBeamGroups",
  "diversityPenalty",
] as const satisfies (keyof ParsedOptions)[];
const exclusive = [
  ["maxNewTokens", "maxLength"],
  ["minNewTokens", "minLength"],
] as const satisfies [keyof ParsedOptions, keyof ParsedOptions][];

/**
 * Refuses options that cannot all hold. Settings of a generation config give way to options silently; only what is
 * given to `generate` itself must fit.
 *
 * @param given the options of the call
 * @param all these over the generation config
 * @throws GenerationOptionsError naming both options and the way out
 */
export function refuseContradictions(given: ParsedOptions, all: ParsedOptions): void {
  const { doSample = false, numBeams = 1, numReturnSequences = 1, numBeamGroups = 1 } = all;
  const refuse = (problem: string, value: unknown): never => {
    throw new GenerationOptionsError(`${problem}: ${value}`);
  };
  for (const name of sampling)
    if (given[name] !== undefined && !doSample)
      refuse(`${name} needs doSample: true, without it the likeliest token is taken`, given[name]);
  for (const name of beams)
    if (given[name] !== undefined && numBeams === 1)
      refuse(`${name} needs numBeams above 1, without it there is no beam search`, given[name]);
  for (const [one, other] of exclusive)
    if (given[one] !== undefined && given[other] !== undefined)
      refuse(`${one} (${given[one]}) and ${other} are the same limit, give one of them`, given[other]);
  const { minNewTokens = 0, minLength = 0, maxNewTokens, maxLength } = all;
  if (maxNewTokens !== undefined && minNewTokens > maxNewTokens)
    refuse(`minNewTokens (${minNewTokens}) must not be more than maxNewTokens`, maxNewTokens);
  if (given.maxNewTokens === undefined && maxLength !== undefined && minLength > maxLength)
    refuse(`minLength (${minLength}) must not be more than maxLength`, maxLength);
  if (numReturnSequences > 1 && numBeams === 1 && !doSample)
    refuse(
      "numReturnSequences above 1 needs doSample: true or numBeams, else all sequences would be the same",
      numReturnSequences,
    );
  if (numBeams > 1 && numReturnSequences > numBeams)
    refuse(
      `numReturnSequences must not be more than numBeams (${numBeams}), give more beams`,
      numReturnSequences,
    );
  if (numBeamGroups > 1 && numBeams % numBeamGroups !== 0)
    refuse(`numBeams (${numBeams}) must be a multiple of numBeamGroups`, numBeamGroups);
  if (numBeamGroups > 1 && doSample)
    refuse("numBeamGroups above 1 need doSample: false, groups are searched, not drawn", numBeamGroups);
  if (numBeamGroups > 1 && !(all.diversityPenalty ?? 0))
    refuse(
      "numBeamGroups above 1 need a diversityPenalty above 0, else all groups would be the same",
      numBeamGroups,
    );
  if (numBeamGroups === 1 && given.diversityPenalty)
    refuse("diversityPenalty needs numBeamGroups above 1", given.diversityPenalty);
  if (all.stopStrings !== undefined && !given.tokenizer)
    refuse(
      "stopStrings need the option tokenizer, to decode what they are looked for in",
      JSON.stringify(all.stopStrings),
    );
  if (given.tokenizer && all.stopStrings === undefined)
    throw new GenerationOptionsError("tokenizer is for stopStrings, which are not given");
}
