import type { LogitsProcessor } from "./logits-processor.ts";

/**
 * Takes the penalty off the logit of each token that was generated; a prompt's tokens do not count. As the API of OpenAI:
 * https://platform.openai.com/docs/api-reference/completions/create#presence_penalty
 */
export function presencePenalty(penalty: number): LogitsProcessor {
  return (logits, tokenIds, { promptLength }) => {
    for (const id of new Set(tokenIds.slice(promptLength))) logits[id] = (logits[id] as number) - penalty;
    return logits;
  };
}
