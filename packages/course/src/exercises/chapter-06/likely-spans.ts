import { uniform } from "@llm-course/models/corpora";
import { mustBeFunction } from "../attempt.ts";
import { type Awaitable, type Probe, probe } from "../checking/probe.ts";
import { defineExercise } from "../define-exercise.ts";

export interface Span {
  start: number;
  end: number;
  score: number;
}

export type Answer = (starts: number[], ends: number[], k: number) => Awaitable<Span[]>;

const log = Math.log;
const probes: readonly Probe<[starts: number[], ends: number[], k: number], Span[]>[] = [
  {
    args: [[log(6), log(3), log(1)], [log(1), log(2), log(7)], 2],
    expected: [
      { start: 0, end: 2, score: 0.42 },
      { start: 1, end: 2, score: 0.21 },
    ],
    why: "The score is the *product* of two probabilities, each from a softmax over all tokens; the largest comes first.",
  },
  {
    args: [[log(1), log(1), log(8)], [log(7), log(2), log(1)], 3],
    expected: [
      { start: 2, end: 2, score: 0.08 },
      { start: 0, end: 0, score: 0.07 },
      { start: 0, end: 1, score: 0.02 },
    ],
    why: "An end before its start is no answer, however sure the model is of both; a span of one token is one.",
  },
  {
    args: [[1000, 998, 0], [0, 1001, 1000], 1],
    expected: [{ start: 0, end: 1, score: (1 / (1 + Math.exp(-2))) * (1 / (1 + Math.exp(-1))) }],
    why: "`Math.exp(1000)` is infinite. Take the largest logit away from all of them first: their softmax is the same.",
  },
  {
    args: [[0, 0], [log(3), 0], 20],
    expected: [
      { start: 0, end: 0, score: 0.375 },
      { start: 0, end: 1, score: 0.125 },
      { start: 1, end: 1, score: 0.125 },
    ],
    why: "Two tokens have three spans: where there are fewer than `k`, give those, equal ones in the order of their starts.",
  },
];

export const likelySpans = defineExercise<Answer>({
  id: "6.3b.1",
  title: "The most likely spans",
  prompt: `A model that finds answers gives each token a logit for "it starts here" and one for "it ends here". Write
\`likelySpans(starts, ends, k)\`: the \`k\` most likely spans as \`{ start, end, score }\`, the best first. \`score\` is the
probability of the start times the probability of the end, each by a softmax over all tokens; \`end\` is the last token of
the span, and never before \`start\`. Of equal ones the one that starts sooner comes first, then the one that ends sooner.
With fewer than \`k\` spans, give them all.

\`\`\`ts
likelySpans([Math.log(3), 0], [0, Math.log(3)], 1); // [{ start: 0, end: 1, score: 0.5625 }]: 0.75 · 0.75
\`\`\``,
  hints: [
    "The softmax of a list: `Math.exp(logit - largest)` for each, divided by the sum of them.",
    "Two loops make all pairs; the inner one begins at `start`. Then `sort` by score and `slice(0, k)`.",
    "`sort` leaves equal ones in their order, so the loops' order settles ties.",
  ],
  solution: "notebooks/solutions/06/likely-spans.ts",
  async check(answer) {
    mustBeFunction(answer, "(starts, ends, k) => [{ start, end, score }, …]");
    for (const each of probes) await probe(answer, each);
    const random = uniform(5);
    for (const size of [1, 4, 9, 15]) {
      const [starts, ends] = [0, 1].map(() => Array.from({ length: size }, () => 12 * random() - 6));
      const args: [number[], number[], number] = [starts as number[], ends as number[], 5];
      const why = "Logits at random are compared with all pairs, one after the other.";
      await probe(answer, { args, expected: allPairs(...args), why });
    }
  },
});

function allPairs(starts: readonly number[], ends: readonly number[], k: number): Span[] {
  const sum = (logits: readonly number[]) => logits.reduce((total, logit) => total + Math.exp(logit), 0);
  const [ofStarts, ofEnds] = [sum(starts), sum(ends)];
  const spans: Span[] = [];
  for (const [start, a] of starts.entries())
    for (const [end, b] of ends.entries())
      if (end >= start) spans.push({ start, end, score: Math.exp(a + b) / ofStarts / ofEnds });
  return spans.sort((a, b) => b.score - a.score).slice(0, k);
}
