import { describe, expect, it } from "vitest";
import { tokenizeBpe, trainBpe } from "./bpe.ts";
import { courseCorpus, courseWords } from "./course-corpus.ts";
import { UnknownCharacterError, UnreachableSizeError } from "./errors.ts";
import { computePairFrequencies } from "./pairs.ts";

/** What GPT-2's pre-tokenizer does with plain English. */
function preTokenize(text: string): string[] {
  return (text.match(/ ?[A-Za-z]+|[^A-Za-z]/g) ?? []).map((word) => word.replace(" ", "Ġ"));
}

function count(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of texts.flatMap(preTokenize)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

describe("BPE of section 6.5", () => {
  const words = count(courseCorpus);
  const published = {
    merges:
      "Ġ t, i s, e r, Ġ a, Ġt o, e n, T h, Th is, o u, s e, Ġto k, Ġtok en, n d, Ġ is, Ġt h, Ġth e, i n, Ġa b, Ġtoken i",
    alphabet: ", . C F H T a b c d e f g h i k l m n o p r s t u v w y z Ġ",
    tokens: "This Ġis Ġ n o t Ġa Ġtoken .",
  };

  it("counts the pairs that the course prints, in its order", () => {
    const splits = new Map([...words.keys()].map((word) => [word, Array.from(word)]));
    const frequencies = [...computePairFrequencies(splits, words)];
    expect(frequencies.slice(0, 6).map(([pair, frequency]) => `${pair.join(" ")} ${frequency}`)).toEqual([
      "T h 3",
      "h i 3",
      "i s 5",
      "Ġ i 2",
      "Ġ t 7",
      "t h 3",
    ]);
  });

  it("learns the published merges and vocabulary", () => {
    const { vocab, merges } = trainBpe(words, { vocabSize: 50, specialTokens: ["<|endoftext|>"] });
    expect(merges.map((pair) => pair.join(" ")).join(", ")).toBe(published.merges);
    expect(merges).toHaveLength(19);
    expect(vocab).toEqual([
      "<|endoftext|>",
      ...published.alphabet.split(" "),
      ...merges.map((pair) => pair.join("")),
    ]);
  });

  it("tokenizes the published sentence", () => {
    const model = trainBpe(words, { vocabSize: 50, specialTokens: ["<|endoftext|>"] });
    expect(tokenizeBpe(preTokenize("This is not a token."), model)).toEqual(published.tokens.split(" "));
  });

  it("walks through the five words as the course does", () => {
    const model = trainBpe(courseWords, { vocabSize: 10 });
    expect(model.vocab).toEqual(["b", "g", "h", "n", "p", "s", "u", "ug", "un", "hug"]);
    const tokens = tokenizeBpe(["bug", "mug", "thug", "unhug"], model, { unkToken: "[UNK]" });
    expect(tokens.join(" ")).toBe("b ug [UNK] ug [UNK] hug un hug");
    expect(trainBpe(courseWords, { vocabSize: 11 }).merges.at(-1)).toEqual(["p", "un"]);
  });

  it("refuses characters it never saw, and sizes out of reach", () => {
    const model = trainBpe(courseWords, { vocabSize: 10 });
    expect(() => tokenizeBpe(["mug"], model)).toThrow(UnknownCharacterError);
    expect(() => trainBpe(courseWords, { vocabSize: 6 })).toThrow(
      new UnreachableSizeError("at least 7 for the special tokens and the alphabet", 6),
    );
    expect(() => trainBpe(courseWords, { vocabSize: 100 })).toThrow(
      /at most \d+, where every word is a token: 100/,
    );
  });
});
