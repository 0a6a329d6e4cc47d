import { PipelineInputError } from "./errors.ts";

/** Texts, and whether it was one that was given. */
export interface Texts {
  readonly texts: readonly string[];
  readonly isSingle: boolean;
}

/**
 * @param role what the input is called, for messages
 * @throws PipelineInputError for what is neither a text nor a list of texts, and for a text without a character to read
 */
export function asTexts(role: string, input: unknown): Texts {
  const isSingle = !Array.isArray(input);
  const texts: readonly unknown[] = isSingle ? [input] : input;
  for (const [i, text] of texts.entries()) {
    const which = isSingle ? role : `${role} ${i}`;
    if (typeof text !== "string")
      throw new PipelineInputError(`${which}: a text, or a list of texts, expected`, text);
    if (text.trim() === "")
      throw new PipelineInputError(`${which}: there is nothing to read, give a text or leave it out`, text);
  }
  return { texts: texts as readonly string[], isSingle };
}
