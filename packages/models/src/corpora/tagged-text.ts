import { readFile } from "node:fs/promises";
import { writtenFile } from "./written-data.ts";

/** Words, and a tag for each. */
export interface TaggedWords {
  readonly words: readonly string[];
  readonly tags: readonly string[];
}

/** A name in a sentence, or the words between two. */
export interface Span {
  readonly words: readonly string[];
  /** "PER", "ORG", …; undefined between names. */
  readonly type: string | undefined;
}

/** Sentences of `datasets/named-entities`, written as "[Ngozi Adeyemi|PER] moved to [Lyon|LOC] ." */
export async function namedEntities(file: string): Promise<Span[][]> {
  const lines = (await readFile(writtenFile("named-entities", file), "utf8")).split("\n").filter(Boolean);
  return lines.map((line) => {
    const sentence = line.slice(line.indexOf("\t") + 1);
    return [...sentence.matchAll(/\[([^|\]]+)\|([A-Z]+)\]|([^\s]+)/g)].map(([, name, type, word]) =>
      name === undefined ? { words: [word as string], type: undefined } : { words: name.split(" "), type },
    );
  });
}

/** Tags B-PER, I-PER, …, O. */
export function bioTagged(spans: readonly Span[]): TaggedWords {
  return {
    words: spans.flatMap(({ words }) => words),
    tags: spans.flatMap(({ words, type }) =>
      words.map((_, i) => (type === undefined ? "O" : `${i === 0 ? "B" : "I"}-${type}`)),
    ),
  };
}

/** Sentences of `datasets/part-of-speech`, written as "Can/VERB you/PRON …" */
export async function partsOfSpeech(file: string): Promise<TaggedWords[]> {
  const lines = (await readFile(writtenFile("part-of-speech", file), "utf8")).split("\n").filter(Boolean);
  return lines.map((line) => {
    const pairs = line
      .split(" ")
      .map((pair) => [pair.slice(0, pair.lastIndexOf("/")), pair.slice(pair.lastIndexOf("/") + 1)] as const);
    return { words: pairs.map(([word]) => word), tags: pairs.map(([, tag]) => tag) };
  });
}
