import type { ToWords } from "../../src/trainers/count-words.ts";

/** Makes a function that splits at white space and keeps the ends of lines; found by other threads by this name. */
export function makeBySpaces(pattern: unknown): ToWords {
  if (pattern !== "spaces") throw new Error(`made with ${pattern}`);
  return (text) => text.match(/[^ \n]+|\n/g) ?? [];
}
