type Pair = [first: string, second: string];

function join(tokens: string[], [first, second]: Pair) {
  const joined: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const found = tokens[i] === first && tokens[i + 1] === second;
    joined.push(found ? first + second : (tokens[i] ?? ""));
    if (found) i++;
  }
  return joined;
}

export const answer = (words: Map<string, number>, count: number) => {
  let splits = [...words].map(([word, frequency]) => ({ tokens: [...word], frequency }));
  const merges: Pair[] = [];
  while (merges.length < count) {
    const pairs = new Map<string, { pair: Pair; total: number }>();
    for (const { tokens, frequency } of splits)
      for (const [i, second] of tokens.slice(1).entries()) {
        const pair: Pair = [tokens[i] ?? "", second];
        const total = (pairs.get(pair.join("\0"))?.total ?? 0) + frequency;
        pairs.set(pair.join("\0"), { pair, total });
      }
    const [first, ...others] = pairs.values();
    if (!first) break;
    const { pair } = others.reduce((best, each) => (each.total > best.total ? each : best), first);
    merges.push(pair);
    splits = splits.map(({ tokens, frequency }) => ({ tokens: join(tokens, pair), frequency }));
  }
  return merges;
};
