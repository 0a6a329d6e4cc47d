import { fromScratch } from "@llm-course/tokenizers";

const { computePairScores, joinWithPrefix, mergePairInWords, splitWithPrefix } = fromScratch;

export const answer = (words: Map<string, number>, count: number) => {
  let splits: fromScratch.Splits = new Map([...words.keys()].map((word) => [word, splitWithPrefix(word)]));
  const learned: string[] = [];
  while (learned.length < count) {
    const pair = computePairScores(splits, words).best();
    if (!pair) break;
    learned.push(joinWithPrefix(...pair));
    splits = mergePairInWords(pair, joinWithPrefix(...pair), splits);
  }
  return learned;
};
