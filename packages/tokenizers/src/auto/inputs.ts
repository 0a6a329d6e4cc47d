import { ArgumentError } from "../errors.ts";

/** A text, its words, or several of either. */
export type TextInput = string | readonly string[] | readonly (readonly string[])[];

/** Texts, or lists of words, and whether it was one that was given. */
export interface Batch {
  readonly texts: readonly (string | readonly string[])[];
  readonly isSingle: boolean;
}

/**
 * @param role what the input is called, for messages
 * @throws ArgumentError for what is neither a text nor texts, with the entry in question
 */
export function asBatch(role: string, input: unknown, isSplitIntoWords: boolean): Batch {
  const isList = Array.isArray(input);
  const isSingle = isSplitIntoWords ? isList && !Array.isArray(input[0]) : !isList;
  const texts: readonly unknown[] = isSingle ? [input] : isList ? input : [];
  const isText = isSplitIntoWords
    ? (text: unknown) => Array.isArray(text) && text.every((word) => typeof word === "string")
    : (text: unknown) => typeof text === "string";
  const expected = isSplitIntoWords
    ? `${role}: with isSplitIntoWords a list of words expected, or several lists of them`
    : `${role}: a text or a list of texts expected (words need isSplitIntoWords: true, pairs a textPair)`;
  if (!isSingle && !isList) throw new ArgumentError(expected, input);
  const wrong = texts.find((text) => !isText(text));
  if (wrong !== undefined || texts.includes(undefined)) throw new ArgumentError(expected, wrong);
  return { texts: texts as Batch["texts"], isSingle };
}

/** @throws ArgumentError if there is not a pair for each */
export function asPairs(
  input: unknown,
  pair: unknown,
  isSplitIntoWords: boolean,
): Batch & { readonly pairs?: Batch["texts"] } {
  const first = asBatch("text", input, isSplitIntoWords);
  if (pair === undefined || pair === null) return first;
  const second = asBatch("textPair", pair, isSplitIntoWords);
  if (second.isSingle !== first.isSingle)
    throw new ArgumentError("a textPair of the text's kind expected, one text or a list of as many", pair);
  if (second.texts.length !== first.texts.length)
    throw new ArgumentError(
      `${first.texts.length} texts expected in textPair, as many as there are texts`,
      second.texts.length,
    );
  return { ...first, pairs: second.texts };
}
