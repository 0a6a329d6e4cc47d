import { splitWords } from "./whitespace.ts";

const punctuation = /[!-/:-@[-`{-~]/g;
// Not \b, which takes letters other than those of ASCII for the end of a word.
const article = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/**
 * The words of an answer that count for SQuAD: in lower case, without ASCII punctuation, and without the articles a, an and
 * the (P. Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text", 2016).
 */
export function normalizeAnswer(text: string): string[] {
  return splitWords(text.toLowerCase().replace(punctuation, "").replace(article, " "));
}
