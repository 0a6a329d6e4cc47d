import { type AddedTokenLike, asAddedToken } from "../tokenizer/added-token.ts";
import type { Engine } from "./engine/engine.ts";

/**
 * Makes special tokens of what a tokenizer may not have as such; ids of tokens that there are stay.
 *
 * @returns how many are new to the vocabulary
 */
export function makeSpecial(engine: Engine, tokens: readonly AddedTokenLike[]): number {
  const special = new Set<string>();
  for (const { content, special: isSpecial } of engine.addedTokens.values())
    if (isSpecial) special.add(content);
  const missing = new Map(
    tokens
      .map((token) => ({ ...asAddedToken(token, true), special: true }))
      .filter(({ content }) => content !== "" && !special.has(content))
      .map((token) => [token.content, token]),
  );
  const added = [...missing.values()];
  const unknown = added.filter(({ content }) => engine.tokenToId(content) === undefined).length;
  if (added.length > 0) engine.addTokens(added);
  return unknown;
}
