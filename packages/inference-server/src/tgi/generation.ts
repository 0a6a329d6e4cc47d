import { requestError } from "../errors.ts";
import { roomFor } from "../prompt-limits.ts";
import type { ServedModel } from "../served-model.ts";
import { generateText, type TextPiece } from "../text/generate-text.ts";
import { engineOptions, type Parameters } from "./parameters.ts";

/** A request of text-generation-inference, about to be answered. */
export interface Generation {
  readonly inputs: string;
  readonly inputLength: number;
  readonly given: Parameters;
  readonly pieces: AsyncGenerator<TextPiece, void, undefined>;
}

export async function prepareGeneration(
  model: ServedModel,
  inputs: string,
  given: Parameters,
  signal: AbortSignal,
): Promise<Generation> {
  const encoded = await model.tokenizer.encodePrompt(inputs);
  const promptIds = given.truncate ? encoded.slice(-given.truncate) : encoded;
  const maxNewTokens = roomFor(model, promptIds, given.max_new_tokens ?? undefined);
  const options = { ...engineOptions(given, maxNewTokens), signal };
  // There the stop is part of the text.
  const text = { stop: given.stop, includeStop: true, skipSpecialTokens: true };
  return {
    ...{ inputs, given, inputLength: promptIds.length },
    pieces: withRequestErrors(generateText(model, promptIds, options, text)),
  };
}

async function* withRequestErrors(pieces: Generation["pieces"]): Generation["pieces"] {
  try {
    yield* pieces;
  } catch (thrown) {
    throw requestError(thrown);
  }
}

const reasons = { eos: "eos_token", stop: "stop_sequence", length: "length" } as const;

export const tgiReason = (reason: TextPiece["finishReason"]) => reasons[reason ?? "length"];

/** A token as text-generation-inference spells it. */
export function tokenOf(
  { tokenizer }: ServedModel,
  { token: { tokenId, logprob = Number.NaN }, tokenText }: TextPiece,
) {
  const special = tokenizer.isSpecial(tokenId);
  return { id: tokenId, text: special ? tokenizer.decode([tokenId], false) : tokenText, logprob, special };
}

/** The likeliest tokens in a token's place; undefined where none were asked for. */
export function topTokensOf(
  { tokenizer }: ServedModel,
  { token }: TextPiece,
  { top_n_tokens: count }: Parameters,
) {
  if (!count) return undefined;
  return (token.topLogprobs ?? []).map(({ tokenId, logprob }) => ({
    ...{ id: tokenId, text: tokenizer.decode([tokenId], false), logprob },
    special: tokenizer.isSpecial(tokenId),
  }));
}

/** The answer's text, after the prompt where that was asked for. */
export const fullText = ({ inputs, given }: Generation, text: string) =>
  given.return_full_text ? inputs + text : text;
