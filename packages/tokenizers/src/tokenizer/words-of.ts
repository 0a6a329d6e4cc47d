import { Tokenizer } from "./tokenizer.ts";

/** What makes words of a text for training; by name, so that another thread can make its own. */
export function wordsOf(tokenizerJson: string): (text: string) => string[] {
  const tokenizer = Tokenizer.fromString(tokenizerJson);
  return (text) => tokenizer.words(text);
}
