import type { LogitsProcessor } from "./logits-processor.ts";

/**
 * Takes the penalty off the logit of each token as often as it was generated; a prompt's tokens do not count. As the API of
 * OpenAI: https://platform.openai.com/docs/api-reference/completions/create#frequency_penalty
 */
export function frequencyPenalty(penalty: number): LogitsProcessor {
  return (logits, tokenIds, { promptLength }) => {
    for (let i = promptLength; i < tokenIds.length; i++) {
      const id = tokenIds[i] as number;
      logits[id] = (logits[id] as number) - penalty;
    }
    return logits;
  };
}
