import type { GenerationSettings } from "../options/generation-settings.ts";
import type { LogitsContext } from "../processors/logits-processor.ts";

/** Why a sequence has ended: with an end token, by a stop string or a stopping criterion, or at its greatest length. */
export type FinishReason = "eos" | "stop" | "length";

/** Whether a sequence ends with its last token, and why. */
export function finishReason(
  tokenIds: readonly number[],
  context: LogitsContext,
  { eosTokenIds, stoppingCriteria, maxNewTokens }: GenerationSettings,
): FinishReason | undefined {
  if (eosTokenIds.has(tokenIds.at(-1) as number)) return "eos";
  if (stoppingCriteria.some((ends) => ends(tokenIds, context))) return "stop";
  return tokenIds.length - context.promptLength >= maxNewTokens ? "length" : undefined;
}
