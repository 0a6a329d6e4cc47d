import { expect, test } from "vitest";
import { bestSpans, nullScore } from "./best-spans.ts";

/** All pairs, one after the other, as the definition has them. */
function plainly(starts: number[], ends: number[], may: boolean[], nullIndex: number, longest: number) {
  const weigh = (row: number[]) =>
    row.reduce((sum, logit, i) => sum + (may[i] || i === nullIndex ? Math.exp(logit) : 0), 0);
  const [startSum, endSum] = [weigh(starts), weigh(ends)];
  const found: { start: number; end: number; score: number }[] = [];
  for (let start = 0; start < starts.length; start++)
    for (let end = start; end < ends.length; end++)
      if (may[start] && may[end] && end - start < longest)
        found.push({
          ...{ start, end },
          score: (Math.exp(starts[start] as number) * Math.exp(ends[end] as number)) / startSum / endSum,
        });
  return found.sort((a, b) => b.score - a.score);
}

test("finds what trying all pairs finds", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const numbers = (shift: number) =>
      Array.from({ length: 14 }, (_, i) => 3 * Math.sin(seed * 12.9898 + shift + i * 78.233));
    const [starts, ends] = [numbers(0), numbers(5)];
    const allowed = starts.map((_, i) => i > 4 && i !== 9 + (seed % 3));
    const options = { allowed, nullIndex: 0, topK: 4, maxAnswerLen: 1 + (seed % 6) };
    const ours = bestSpans(starts, ends, options);
    const theirs = plainly(starts, ends, allowed, 0, options.maxAnswerLen).slice(0, 4);
    expect(ours.map(({ start, end }) => [start, end])).toEqual(theirs.map(({ start, end }) => [start, end]));
    for (const [i, { score }] of ours.entries()) expect(score).toBeCloseTo(theirs[i]?.score as number, 10);
  }
});

test("no answer has its share of the probability", () => {
  const allowed = [false, true, true];
  const options = { allowed, nullIndex: 0 };
  const logits = [Math.log(2), 0, 0];
  expect(nullScore(logits, logits, options)).toBeCloseTo(0.25, 12);
  expect(bestSpans(logits, logits, options)[0]?.score).toBeCloseTo(1 / 16, 12);
  expect(bestSpans(logits, logits, { allowed: [false, false, false] })).toEqual([]);
});
