import { describe, expect, it } from "vitest";
import { courseCorpus, courseWords } from "./course-corpus.ts";
import { UnreachableSizeError } from "./errors.ts";
import {
  computeLoss,
  computeScores,
  encodeWord,
  initialTokenFrequencies,
  tokenizeUnigram,
  toModel,
  trainUnigram,
} from "./unigram.ts";

/** What XLNet's pre-tokenizer does: words keep their punctuation, and "▁" stands for the space before them. */
const preTokenize = (text: string): string[] => text.split(" ").map((word) => `▁${word}`);

const words = new Map<string, number>();
for (const word of courseCorpus.flatMap(preTokenize)) words.set(word, (words.get(word) ?? 0) + 1);

describe("Unigram of section 6.7", () => {
  const frequencies = initialTokenFrequencies(words, 300);
  const model = toModel(frequencies);

  it("finds the published frequent parts of words", () => {
    const longer = [...frequencies].filter(([token]) => token.length > 1);
    expect(longer.slice(0, 10)).toEqual([
      ["▁t", 7],
      ["is", 5],
      ["er", 5],
      ["▁a", 5],
      ["▁to", 4],
      ["to", 4],
      ["en", 4],
      ["▁T", 3],
      ["▁Th", 3],
      ["▁Thi", 3],
    ]);
    expect(frequencies.size).toBe(300);
  });

  it("gives the published scores, loss and costs", () => {
    expect(encodeWord("Hopefully", model)).toEqual({
      tokens: ["H", "o", "p", "e", "f", "u", "ll", "y"],
      score: 41.5157494601402,
    });
    expect(encodeWord("This", model)).toEqual({ tokens: ["This"], score: 6.288267030694535 });
    expect(computeLoss(words, model)).toBe(413.10377642940875);
    const scores = computeScores(words, model);
    expect(scores.get("ll")).toBe(6.376412403623874);
    expect(scores.get("his")).toBe(0);
  });

  it("knows that the published loss is too large by one for each word", () => {
    const occurrences = [...words.values()].reduce((total, frequency) => total + frequency);
    expect(computeLoss(words, model, { startScore: 0 })).toBeCloseTo(413.10377642940875 - occurrences, 10);
  });

  it("prunes to 98 tokens, which give the published ones", () => {
    const trained = trainUnigram(words, { vocabSize: 100 });
    expect(trained.size).toBe(98);
    expect(tokenizeUnigram(preTokenize("This is the Hugging Face course."), trained).join(" ")).toBe(
      "▁This ▁is ▁the ▁Hugging ▁Face ▁ c ou r s e .",
    );
  });

  it("refuses sizes below the alphabet", () => {
    expect(() => trainUnigram(words, { vocabSize: 10 })).toThrow(UnreachableSizeError);
    expect(() => initialTokenFrequencies(words, 10)).toThrow(UnreachableSizeError);
  });
});

describe("the five words of section 6.7", () => {
  const table =
    "h 15, u 36, g 20, hu 15, ug 20, p 17, pu 17, n 16, un 16, b 4, bu 4, s 5, hug 15, gs 5, ugs 5";
  const frequencies = new Map(
    table.split(", ").map((entry) => {
      const [token, frequency] = entry.split(" ") as [string, string];
      return [token, Number(frequency)] as const;
    }),
  );
  const model = toModel(frequencies);
  const probability = (tokens: string) =>
    Math.exp(-tokens.split(" ").reduce((sum, token) => sum + (model.get(token) as number), 0));
  const likelihood = (word: string) => {
    const { tokens, score } = encodeWord(word, model, { startScore: 0 });
    return [tokens.join(" "), Math.exp(-(score as number))] as const;
  };

  it("have the published frequencies, of sum 210", () => {
    const all = initialTokenFrequencies(courseWords, 100);
    for (const [token, frequency] of frequencies) expect(all.get(token)).toBe(frequency);
    expect([...frequencies.values()].reduce((sum, frequency) => sum + frequency)).toBe(210);
  });

  it("give pug the probabilities that follow from P(p) = 17/210, not the printed ones", () => {
    expect(probability("p u g")).toBeCloseTo((17 * 36 * 20) / 210 ** 3, 12);
    expect(probability("p u g")).toBeCloseTo(0.0013217, 7);
    expect(probability("pu g")).toBeCloseTo(0.0077098, 7);
    expect(probability("p ug")).toBeCloseTo(probability("pu g"), 12);
  });

  it("give the published path of unhug, loss of 169.8 and cost of hug", () => {
    expect(likelihood("unhug")[0]).toBe("un hug");
    expect(likelihood("unhug")[1]).toBeCloseTo(0.005442, 6);
    expect(likelihood("huggun")[0]).toBe("hug g un");
    expect(likelihood("huggun")[1]).toBeCloseTo(0.000518, 6);
    expect(computeLoss(courseWords, model, { startScore: 0 })).toBeCloseTo(169.8, 1);
    const scores = computeScores(courseWords, model);
    expect(scores.get("hug")).toBeCloseTo(23.5, 1);
    expect(scores.get("pu")).toBeCloseTo(0, 12);
  });

  it("spell nothing they lack a character for", () => {
    expect(encodeWord("mug", model)).toEqual({ tokens: ["<unk>"], score: null });
    expect(computeLoss(new Map([["mug", 1]]), model)).toBe(Number.POSITIVE_INFINITY);
  });
});
