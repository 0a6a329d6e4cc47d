import { brownSentences } from "./brown-sentences.ts";
import { plainText } from "./plain-text.ts";

/** The 500 texts of the Brown corpus as they are printed, each in one line: it does not say where paragraphs end. */
export async function brownTexts(): Promise<string[]> {
  const sentences = Map.groupBy(await brownSentences(), ({ id }) => id.split(":")[0]);
  return Array.from(sentences.values(), (text) => text.map(({ words }) => plainText(words)).join(" "));
}
