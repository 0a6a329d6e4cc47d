const softmax = (logits: number[]) => {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power);
  return powers.map((power) => power / sum);
};

export const answer = (starts: number[], ends: number[], k: number) => {
  const [p, q] = [softmax(starts), softmax(ends)];
  const spans = p.flatMap((a, start) =>
    q.slice(start).map((b, width) => ({ start, end: start + width, score: a * b })),
  );
  return spans.sort((a, b) => b.score - a.score).slice(0, k);
};
