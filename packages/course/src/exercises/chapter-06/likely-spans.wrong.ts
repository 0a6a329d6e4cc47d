import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer, Span } from "./likely-spans.ts";

const softmax = (logits: number[]) => {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
};
const byScore = (spans: Span[], k: number) => spans.sort((a, b) => b.score - a.score).slice(0, k);

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    of = softmax,
    score = (p: number, q: number) => p * q,
    from = (start: number) => start,
    pick = byScore,
  } = {}): Answer =>
  (starts, ends, k) => {
    const [p, q] = [of(starts), of(ends)];
    const spans: Span[] = [];
    for (let start = 0; start < p.length; start++)
      for (let end = from(start); end < q.length; end++)
        spans.push({ start, end, score: score(p[start] as number, q[end] as number) });
    return pick(spans, k);
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  { name: "adds the probabilities", answer: mutant({ score: (p, q) => p + q }), says: /\*product\*/ },
  { name: "leaves out softmax", answer: mutant({ of: (logits) => logits }), says: /softmax over all tokens/ },
  {
    name: "adds logits instead of probabilities",
    answer: mutant({ of: (logits) => logits, score: (p, q) => p + q }),
    says: /\*product\*/,
  },
  {
    name: "lets an end come before its start",
    answer: mutant({ from: () => 0 }),
    says: /end before its start/,
  },
  {
    name: "forgets spans of one token",
    answer: mutant({ from: (start) => start + 1 }),
    says: /span of one token/,
  },
  {
    name: "takes the likeliest start and the likeliest end, each for itself",
    answer: (starts, ends) => {
      const [p, q] = [softmax(starts), softmax(ends)];
      const [start, end] = [p, q].map((list) => list.indexOf(Math.max(...list))) as [number, number];
      return [{ start, end, score: (p[start] as number) * (q[end] as number) }];
    },
    says: /comes first/,
  },
  {
    name: "does not guard exp against large logits",
    answer: mutant({
      of: (logits) => {
        const powers = logits.map(Math.exp);
        const sum = powers.reduce((total, power) => total + power, 0);
        return powers.map((power) => power / sum);
      },
    }),
    says: /infinite/,
  },
  {
    name: "gives the least likely first",
    answer: mutant({ pick: (spans, k) => spans.sort((a, b) => a.score - b.score).slice(0, k) }),
    says: /the largest comes first/,
  },
  {
    name: "cuts before it sorts",
    answer: mutant({ pick: (spans, k) => byScore(spans.slice(0, k), k) }),
    says: /largest comes first|is right/,
  },
  {
    name: "gives all spans",
    answer: mutant({ pick: (spans) => byScore(spans, spans.length) }),
    says: /largest comes first/,
  },
  {
    name: "fills up to k",
    answer: mutant({ pick: (spans, k) => Array.from({ length: k }, (_, i) => byScore(spans, k)[i] as Span) }),
    says: /fewer than `k`/,
  },
  {
    name: "normalizes over both lists at once",
    answer: (starts, ends, k) => {
      const both = softmax([...starts, ...ends]);
      return mutant({
        of: (logits) => (logits === starts ? both.slice(0, starts.length) : both.slice(starts.length)),
      })(starts, ends, k);
    },
    says: /each from a softmax/,
  },
];
