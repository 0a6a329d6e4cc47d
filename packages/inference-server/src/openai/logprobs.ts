import type { ServedTokenizer } from "../served-model.ts";
import type { TextPiece } from "../text/generate-text.ts";

/** The bytes of a token's text; null for a token that holds part of a character only. */
const bytesOf = (text: string): number[] | null => (text.includes("\uFFFD") ? null : [...Buffer.from(text)]);

/** A chat's log probabilities as OpenAI gives them. */
export function chatLogprobs(tokenizer: ServedTokenizer, pieces: readonly TextPiece[]): object {
  const entry = (tokenId: number, logprob: number) => {
    const token = tokenizer.decode([tokenId], false);
    return { token, logprob, bytes: bytesOf(token) };
  };
  return {
    content: pieces.map(({ token: { tokenId, logprob = Number.NaN, topLogprobs = [] } }) => ({
      ...entry(tokenId, logprob),
      top_logprobs: topLogprobs.map((top) => entry(top.tokenId, top.logprob)),
    })),
    refusal: null,
  };
}

/**
 * A completion's log probabilities, in lists as OpenAI's completions have them.
 *
 * @param offset where in the text the first piece begins
 */
export function completionLogprobs(
  tokenizer: ServedTokenizer,
  pieces: readonly TextPiece[],
  offset: number,
): object {
  const textOf = (tokenId: number) => tokenizer.decode([tokenId], false);
  let next = offset;
  return {
    tokens: pieces.map(({ token }) => textOf(token.tokenId)),
    token_logprobs: pieces.map(({ token }) => token.logprob ?? null),
    top_logprobs: pieces.map(({ token: { topLogprobs = [] } }) =>
      Object.fromEntries(topLogprobs.map(({ tokenId, logprob }) => [textOf(tokenId), logprob])),
    ),
    text_offset: pieces.map(({ tokenText }) => {
      const at = next;
      next += tokenText.length;
      return at;
    }),
  };
}
