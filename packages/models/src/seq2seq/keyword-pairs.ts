import { brownSentences } from "../corpora/brown-sentences.ts";
import type { TitledText } from "../corpora/mail-subjects.ts";
import { plainText } from "../corpora/plain-text.ts";
import { shuffle } from "../corpora/shuffle.ts";
import type { TextPair } from "./encoder-decoder.ts";
import { documentFrequencies, keywords } from "./keywords.ts";

/** Of a text for training, in words: as much as the model reads, about. */
const windowWords = 40;
const windowsOfText = 6;
const keywordsOfWindow = 6;

/**
 * Passages with their keywords, for a decoder to learn on which words of a text matter, before there are titles: of the texts,
 * and of the Brown corpus, three sentences each.
 */
export async function keywordPairs(
  texts: readonly TitledText[],
  count: number,
  seed: number,
): Promise<TextPair[]> {
  const windows = texts.flatMap(({ text }) => {
    const words = text.split(" ");
    const whole = Math.min(windowsOfText, Math.floor(words.length / windowWords));
    return Array.from({ length: whole }, (_, i) =>
      words.slice(windowWords * i, windowWords * (i + 1)).join(" "),
    );
  });
  const passages = await brownPassages();
  const frequencies = documentFrequencies([...passages, ...windows]);
  const chosen = [...windows, ...shuffle(passages, seed)].slice(0, count);
  return shuffle(chosen, seed).map((source) => ({
    source,
    target: keywords(source, keywordsOfWindow, frequencies),
  }));
}

async function brownPassages(): Promise<string[]> {
  const sentences = await brownSentences();
  const starts = Array.from({ length: Math.floor(sentences.length / 3) }, (_, i) => 3 * i);
  return starts.map((start) => plainText(sentences.slice(start, start + 3).flatMap(({ words }) => words)));
}
