import { z } from "zod";
import { isId } from "../models/vocabulary.ts";

/** A token that is cut out of a text before anything else happens to it. */
export interface AddedToken {
  readonly content: string;
  /** Not where it is a part of a word. */
  readonly singleWord: boolean;
  /** With the white space before it. */
  readonly lstrip: boolean;
  /** With the white space behind it. */
  readonly rstrip: boolean;
  /** Look for it in the normalized text, in its own normalized form. */
  readonly normalized: boolean;
  /** Left out when decoding. */
  readonly special: boolean;
}

/** Everything but the content may be left out: false, and for `normalized` what `special` is not. */
export type AddedTokenLike = string | (Pick<AddedToken, "content"> & Partial<AddedToken>);

export function asAddedToken(token: AddedTokenLike, special: boolean): AddedToken {
  const given = typeof token === "string" ? { content: token } : token;
  return {
    singleWord: false,
    lstrip: false,
    rstrip: false,
    normalized: !(given.special ?? special),
    special,
    ...given,
  };
}

export const addedTokenJson = z
  .object({
    id: z.custom<number>(isId, "expected an id, a non-negative integer"),
    content: z.string(),
    single_word: z.boolean(),
    lstrip: z.boolean(),
    rstrip: z.boolean(),
    normalized: z.boolean(),
    special: z.boolean(),
  })
  .transform(({ id, single_word, ...token }) => ({ id, token: { singleWord: single_word, ...token } }));

export function addedTokenToJson(id: number, { singleWord, ...token }: AddedToken) {
  const { content, lstrip, rstrip, normalized, special } = token;
  return { id, content, single_word: singleWord, lstrip, rstrip, normalized, special };
}
