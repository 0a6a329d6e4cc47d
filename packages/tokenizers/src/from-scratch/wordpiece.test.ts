import { describe, expect, it } from "vitest";
import { courseCorpus, courseWords } from "./course-corpus.ts";
import { UnreachableSizeError } from "./errors.ts";
import { mergePairInWords, type Pair, type Splits } from "./pairs.ts";
import {
  computePairScores,
  joinWithPrefix,
  splitWithPrefix,
  tokenizeWordPiece,
  trainWordPiece,
} from "./wordpiece.ts";

/** What BERT's pre-tokenizer does with plain English. */
const preTokenize = (text: string): string[] => text.match(/\w+|[^\w\s]/g) ?? [];

const words = new Map<string, number>();
for (const word of courseCorpus.flatMap(preTokenize)) words.set(word, (words.get(word) ?? 0) + 1);
const specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

const publishedVocab = `[PAD] [UNK] [CLS] [SEP] [MASK]
  ##a ##b ##c ##d ##e ##f ##g ##h ##i ##k ##l ##m ##n ##o ##p ##r ##s ##t ##u ##v ##w ##y ##z , . C F H T a b c g h i
  s t u w y ab ##fu Fa Fac ##ct ##ful ##full ##fully Th ch ##hm cha chap chapt ##thm Hu Hug Hugg sh th is ##thms ##za
  ##zat ##ut`.split(/\s+/);

describe("WordPiece of section 6.6", () => {
  const split = (frequencies: ReadonlyMap<string, number>): Splits =>
    new Map([...frequencies.keys()].map((word) => [word, splitWithPrefix(word)]));

  it("scores the pairs that the course prints, in its order", () => {
    const scores = [...computePairScores(split(words), words)];
    expect(scores.slice(0, 6)).toEqual([
      [["T", "##h"], 0.125],
      [["##h", "##i"], 0.03409090909090909],
      [["##i", "##s"], 0.02727272727272727],
      [["i", "##s"], 0.1],
      [["t", "##h"], 0.03571428571428571],
      [["##h", "##e"], 0.011904761904761904],
    ]);
  });

  it("learns the published 70 tokens", () => {
    const vocab = trainWordPiece(words, { vocabSize: 70, specialTokens });
    expect(vocab).toHaveLength(70);
    expect(vocab).toEqual(publishedVocab);
  });

  it("tokenizes the published words and sentence", () => {
    expect(tokenizeWordPiece(["Hugging"], publishedVocab)).toEqual(["Hugg", "##i", "##n", "##g"]);
    expect(tokenizeWordPiece(["HOgging"], publishedVocab)).toEqual(["[UNK]"]);
    expect(tokenizeWordPiece(preTokenize("This is the Hugging Face course!"), publishedVocab).join(" ")).toBe(
      "Th ##i ##s is th ##e Hugg ##i ##n ##g Fac ##e c ##o ##u ##r ##s ##e [UNK]",
    );
  });

  it("walks through the five words with the right scores where the course slips", () => {
    expect(trainWordPiece(courseWords, { vocabSize: 9 })).toEqual("##g ##n ##s ##u b h p ##gs hu".split(" "));
    const pairs: Pair[] = [
      ["##g", "##s"],
      ["h", "##u"],
    ];
    let splits = split(courseWords);
    for (const pair of pairs) splits = mergePairInWords(pair, joinWithPrefix(...pair), splits);
    const scores = computePairScores(splits, courseWords);
    expect(scores.get(["hu", "##g"])).toBe(2 / 45);
    expect(scores.get(["hu", "##gs"])).toBe(1 / 15);
    expect(scores.best()).toEqual(["hu", "##gs"]);
    expect(trainWordPiece(courseWords, { vocabSize: 10 }).at(-1)).toBe("hugs");
  });

  it("gives up a whole word for a character it does not know", () => {
    const vocab = "b h p ##g ##n ##s ##u ##gs hu hug".split(" ");
    expect(tokenizeWordPiece(["hugs"], vocab)).toEqual(["hug", "##s"]);
    expect(tokenizeWordPiece(["bugs"], vocab)).toEqual(["b", "##u", "##gs"]);
    expect(tokenizeWordPiece(["pugs"], vocab)).toEqual(["p", "##u", "##gs"]);
    expect(tokenizeWordPiece(["mug", "bum"], vocab)).toEqual(["[UNK]", "[UNK]"]);
    expect(() => trainWordPiece(courseWords, { vocabSize: 6 })).toThrow(UnreachableSizeError);
  });
});
