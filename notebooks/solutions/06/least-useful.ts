type Tokens = Map<string, number>;

function bestCost(word: string, probabilities: Tokens): number {
  const best = [0];
  for (let end = 1; end <= word.length; end++) {
    const costs = best.map(
      (before, start) => before - Math.log(probabilities.get(word.slice(start, end)) ?? 0),
    );
    best[end] = Math.min(...costs);
  }
  return best[word.length] ?? 0;
}

export const answer = (words: Map<string, number>, probabilities: Tokens) => {
  const loss = (model: Tokens) =>
    [...words].reduce((sum, [word, frequency]) => sum + frequency * bestCost(word, model), 0);
  const before = loss(probabilities);
  const rises = [...probabilities.keys()]
    .filter((token) => [...token].length > 1)
    .map((token) => {
      const without = new Map([...probabilities].filter(([other]) => other !== token));
      return { token, rise: loss(without) - before };
    });
  return rises.toSorted((a, b) => a.rise - b.rise)[0];
};
