import type { TextDecoding } from "../streaming/text-decoding.ts";
import type { StoppingCriteria } from "./stopping-criteria.ts";

/**
 * Ends a sequence whose last token completes one of these texts, wherever tokens begin and end in it; it may begin in
 * the prompt.
 */
export function stopStrings(texts: readonly string[], tokenizer: TextDecoding): StoppingCriteria {
  // A token has a byte at least, so that no more of them can be part of a match, beside the last one.
  const window = Math.max(...texts.map((text) => new TextEncoder().encode(text).length)) + 1;
  const decode = (ids: readonly number[]) =>
    tokenizer.decode([...ids], { skipSpecialTokens: false, skip_special_tokens: false });
  return (tokenIds) => {
    const text = decode(tokenIds.slice(-window));
    const before = decode(tokenIds.slice(-window, -1));
    // What was there before the last token has ended the sequence then, or was given.
    return texts.some((stop) => text.includes(stop, Math.max(before.length - stop.length + 1, 0)));
  };
}
