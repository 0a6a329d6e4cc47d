import { mustBeFunction } from "../attempt.ts";
import { type Awaitable, type Probe, probe } from "../checking/probe.ts";
import { defineExercise } from "../define-exercise.ts";

/** What a window proposes: characters of the whole text, and the sum of its two logits. */
export interface Candidate {
  window: number;
  start: number;
  end: number;
  score: number;
}

export interface Place {
  text: string;
  start: number;
  end: number;
  score: number;
}

export type Answer = (text: string, candidates: Candidate[], k: number) => Awaitable<Place[]>;

const text = "Lucy met Mina in Whitby. Mina wrote. Lucy Westenra answered in Whitby.";
const at = (part: string, score: number, window: number, from = 0): Candidate => {
  const start = text.indexOf(part, from);
  return { window, start, end: start + part.length, score };
};
const place = ({ start, end, score }: Candidate): Place => ({
  text: text.slice(start, end),
  start,
  end,
  score,
});

const [lucy, mina, again] = [at("Lucy", 3, 0), at("Mina", 5, 0), at("Mina", 4, 1, 20)];
const [whole, part] = [at("Lucy Westenra", 2, 1), at("Westenra", 6, 2)];
const [first, second] = [at("Whitby", -1, 0), at("Whitby", 1, 2, 40)];

const probes: readonly Probe<[text: string, candidates: Candidate[], k: number], Place[]>[] = [
  {
    args: [text, [lucy, mina], 5],
    expected: [place(mina), place(lucy)],
    why: "The best comes first, and it is cut out of the text.",
  },
  {
    args: [text, [lucy, { ...lucy, window: 1, score: 7 }, mina], 5],
    expected: [place({ ...lucy, score: 7 }), place(mina)],
    why: "One place that two windows propose is one answer, with the better of its scores.",
  },
  {
    args: [text, [mina, lucy, again], 5],
    expected: [place(mina), place(again), place(lucy)],
    why: "The same word at two places is two answers: compare places, not words.",
  },
  {
    args: [text, [whole, part, lucy], 5],
    expected: [place(part), place(lucy)],
    why: "Of answers that overlap only the best stays, also where one is a part of the other.",
  },
  {
    args: [text, [{ ...whole, score: 9 }, part, lucy], 5],
    expected: [place({ ...whole, score: 9 }), place(lucy)],
    why: "Of answers that overlap only the best stays, whichever is longer.",
  },
  {
    args: [
      text,
      [
        { window: 0, start: 0, end: 4, score: 2 },
        { window: 0, start: 4, end: 8, score: 1 },
      ],
      5,
    ],
    expected: [
      { text: "Lucy", start: 0, end: 4, score: 2 },
      { text: " met", start: 4, end: 8, score: 1 },
    ],
    why: "`end` is not included: answers that only touch do not overlap.",
  },
  {
    args: [text, [{ ...lucy, score: 8 }, { ...lucy, window: 1, score: 6 }, mina, again], 2],
    expected: [place({ ...lucy, score: 8 }), place(mina)],
    why: "First the doubles go, then `k` are counted.",
  },
  {
    args: [text, [first, second, { ...first, window: 1, score: -3 }], 5],
    expected: [place(second), place(first)],
    why: "Sums of logits may be negative, and such answers count as well.",
  },
  {
    args: [
      text,
      [
        { window: 0, start: 5, end: 13, score: 3 },
        { window: 1, start: 9, end: 16, score: 2 },
        { window: 2, start: 14, end: 23, score: 1 },
      ],
      5,
    ],
    expected: [
      { text: "met Mina", start: 5, end: 13, score: 3 },
      { text: "in Whitby", start: 14, end: 23, score: 1 },
    ],
    why: "An answer goes only if it overlaps one that *stays*; one that has gone takes nothing with it.",
  },
  { args: [text, [], 3], expected: [], why: "No proposals, no answers." },
];

export const mergeWindows = defineExercise<Answer>({
  id: "6.3b.4",
  title: "One answer for each place",
  prompt: `Each window over a long text proposes answers. Write \`mergeAnswers(text, candidates, k)\`. A candidate is
\`{ window, start, end, score }\`: characters of the whole text (\`end\` not included) and the sum of two logits. Give the \`k\`
best as \`{ text, start, end, score }\`, best first. Go through them from the best down: one that shares a character with one
you have kept is left out.

\`\`\`ts
const candidates = [
  { window: 0, start: 0, end: 4, score: 2.5 }, // "Mina"
  { window: 1, start: 0, end: 4, score: 4 }, // "Mina" again
  { window: 1, start: 11, end: 15, score: 1 }, // "Lucy"
];
mergeAnswers("Mina slept Lucy woke", candidates, 2);
// [{ text: "Mina", start: 0, end: 4, score: 4 }, { text: "Lucy", start: 11, end: 15, score: 1 }]
\`\`\``,
  hints: [
    "Sort a copy (`toSorted`), the largest score first.",
    "Two spans share a character if each starts before the other ends: `a.start < b.end && b.start < a.end`.",
    "Keep those of the sorted list that overlap none of those kept so far, and take the first `k` of them.",
  ],
  solution: "notebooks/solutions/06/merge-windows.ts",
  async check(answer) {
    mustBeFunction(answer, "(text, candidates, k) => [{ text, start, end, score }, …]");
    for (const each of probes) await probe(answer, each);
  },
});
