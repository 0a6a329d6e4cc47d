interface Candidate {
  window: number;
  start: number;
  end: number;
  score: number;
}

export const answer = (text: string, candidates: Candidate[], k: number) => {
  const kept: Candidate[] = [];
  for (const each of candidates.toSorted((a, b) => b.score - a.score))
    if (!kept.some(({ start, end }) => start < each.end && each.start < end)) kept.push(each);
  return kept
    .slice(0, k)
    .map(({ start, end, score }) => ({ text: text.slice(start, end), start, end, score }));
};
