import { uniform } from "@llm-course/models/corpora";
import { mustBeFunction } from "../attempt.ts";
import { type Awaitable, type Probe, probe } from "../checking/probe.ts";
import { defineExercise } from "../define-exercise.ts";
import type { Span } from "./likely-spans.ts";

export interface Rules {
  /** Which tokens may be part of an answer. */
  allowed: boolean[];
  /** Tokens of the longest answer. */
  longest: number;
}

export type Answer = (starts: number[], ends: number[], rules: Rules) => Awaitable<Span | undefined>;

const log = Math.log;
const [no, yes] = [false, true];
const probes: readonly Probe<[starts: number[], ends: number[], rules: Rules], Span | undefined>[] = [
  {
    args: [
      [log(90), log(3), log(1), log(1)],
      [log(90), log(1), log(4), log(1)],
      { allowed: [no, yes, yes, no], longest: 5 },
    ],
    expected: { start: 1, end: 2, score: 0.75 * 0.8 },
    why: "Masking comes *before* softmax: the probabilities of the tokens that are allowed sum to 1.",
  },
  {
    args: [[log(90), log(5), log(1)], [log(1), log(1), log(90)], { allowed: [no, yes, no], longest: 5 }],
    expected: { start: 1, end: 1, score: 1 },
    why: "Both the start and the end have to be allowed.",
  },
  {
    args: [[-20, -22, -21], [-20, -23, -20.5], { allowed: [no, yes, yes], longest: 5 }],
    expected: { start: 2, end: 2, score: (1 / (1 + Math.exp(-1))) * (1 / (1 + Math.exp(-2.5))) },
    why: "Logits are often negative: a masked one that is set to 0 would be the largest. −Infinity is below all.",
  },
  {
    args: [
      [log(7), log(1), log(1), log(1)],
      [log(1), log(1), log(2), log(6)],
      { allowed: [yes, yes, yes, yes], longest: 3 },
    ],
    expected: { start: 0, end: 2, score: 0.7 * 0.2 },
    why: "A span from 0 to 2 has three tokens, so with `longest: 3` it is allowed, and one from 0 to 3 is not.",
  },
  {
    args: [[log(4), log(3), log(3)], [log(2), log(1), log(7)], { allowed: [yes, yes, yes], longest: 1 }],
    expected: { start: 2, end: 2, score: 0.3 * 0.7 },
    why: "Choose the best of the pairs that are left, not the best start first: with `longest: 1` start and end are one token.",
  },
  {
    args: [[2, 1], [1, 3], { allowed: [no, no], longest: 4 }],
    expected: undefined,
    why: "Where no token is allowed there is no answer: give `undefined`.",
  },
];

export const allowedSpans = defineExercise<Answer>({
  id: "6.3b.2",
  title: "Only where an answer can be",
  prompt: `The question and the special tokens cannot be the answer, and a good answer is short. Write
\`bestSpan(starts, ends, { allowed, longest })\`: the likeliest span \`{ start, end, score }\`, of at most \`longest\` tokens.
Tokens with \`allowed[i] === false\` get the probability 0 **before** the softmax, for the start as well as for the end. Where
no token is allowed, give \`undefined\`.

\`\`\`ts
const starts = [Math.log(5), Math.log(3), 0];
bestSpan(starts, starts, { allowed: [false, true, true], longest: 2 }); // { start: 1, end: 1, score: 0.5625 }
\`\`\``,
  hints: [
    "Replace the logits of tokens that are not allowed by `-Infinity`: `Math.exp(-Infinity)` is 0.",
    "A span from `start` to `end` has `end - start + 1` tokens.",
    "If all logits are `-Infinity`, softmax divides 0 by 0. Look for that first: `allowed.includes(true)`.",
  ],
  solution: "notebooks/solutions/06/allowed-spans.ts",
  async check(answer) {
    mustBeFunction(answer, "(starts, ends, { allowed, longest }) => ({ start, end, score })");
    for (const each of probes) await probe(answer, each);
    const random = uniform(7);
    for (const size of [6, 11, 14, 14, 14]) {
      const [starts, ends] = [0, 1].map(() => Array.from({ length: size }, () => 8 * random() - 9)) as [
        number[],
        number[],
      ];
      const first = 1 + Math.floor(random() * (size - 3));
      const rules = {
        allowed: starts.map((_, i) => i >= first && i < size - 1),
        longest: 2 + Math.floor(3 * random()),
      };
      const expected = ofAllPairs(starts, ends, rules);
      await probe(answer, {
        args: [starts, ends, rules],
        expected,
        why: "Logits at random, as behind a question.",
      });
    }
  },
});

function ofAllPairs(starts: readonly number[], ends: readonly number[], { allowed, longest }: Rules): Span {
  const may = [...allowed.keys()].filter((i) => allowed[i]);
  const weight = (logits: readonly number[], i: number) => Math.exp(logits[i] as number);
  const share = (logits: readonly number[], i: number) =>
    weight(logits, i) / may.reduce((sum, each) => sum + weight(logits, each), 0);
  const spans = may.flatMap((start) =>
    may
      .filter((end) => end >= start && end - start < longest)
      .map((end) => ({ start, end, score: share(starts, start) * share(ends, end) })),
  );
  return spans.reduce((a, b) => (b.score > a.score ? b : a));
}
