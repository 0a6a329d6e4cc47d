const softmax = (logits: number[]) => {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power);
  return powers.map((power) => power / sum);
};

export const answer = (
  starts: number[],
  ends: number[],
  { allowed, longest }: { allowed: boolean[]; longest: number },
) => {
  if (!allowed.includes(true)) return undefined;
  const masked = (logits: number[]) => softmax(logits.map((logit, i) => (allowed[i] ? logit : -Infinity)));
  const [p, q] = [masked(starts), masked(ends)];
  const spans = p.flatMap((a, start) =>
    q.slice(start, start + longest).map((b, width) => ({ start, end: start + width, score: a * b })),
  );
  return spans.reduce((best, span) => (span.score > best.score ? span : best));
};
