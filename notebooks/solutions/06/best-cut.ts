export const answer = (word: string, probabilities: Map<string, number>) => {
  const best: ({ tokens: string[]; score: number } | undefined)[] = [{ tokens: [], score: 0 }];
  for (let end = 1; end <= word.length; end++)
    for (let start = 0; start < end; start++) {
      const token = word.slice(start, end);
      const [before, probability] = [best[start], probabilities.get(token)];
      if (!before || probability === undefined) continue;
      const score = before.score - Math.log(probability);
      if (score < (best[end]?.score ?? Infinity)) best[end] = { tokens: [...before.tokens, token], score };
    }
  return best[word.length];
};
