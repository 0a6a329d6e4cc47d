import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer, Candidate } from "./merge-windows.ts";

const best = (candidates: Candidate[]) => candidates.toSorted((a, b) => b.score - a.score);
const shown = (text: string, { start, end, score }: Candidate) => ({
  text: text.slice(start, end),
  start,
  end,
  score,
});
const overlap = (a: Candidate, b: Candidate) => a.start < b.end && b.start < a.end;

/** The solution, with its parts to be exchanged. */
const mutant =
  ({ order = best, drops = overlap, among = "kept" as "kept" | "all", show = shown } = {}): Answer =>
  (text, candidates, k) => {
    const kept: Candidate[] = [];
    const sorted = order(candidates);
    for (const [i, each] of sorted.entries())
      if (!(among === "kept" ? kept : sorted.slice(0, i)).some((other) => drops(each, other)))
        kept.push(each);
    return kept.slice(0, k).map((each) => show(text, each));
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  { name: "drops nothing", answer: mutant({ drops: () => false }), says: /is one answer/ },
  { name: "does not sort", answer: mutant({ order: (candidates) => candidates }), says: /best comes first/ },
  {
    name: "sorts the smallest first",
    answer: mutant({ order: (candidates) => best(candidates).reverse() }),
    says: /best comes first/,
  },
  {
    name: "sorts what it was given",
    answer: mutant({ order: (candidates) => candidates.sort((a, b) => b.score - a.score) }),
    says: /changes what it was given/,
  },
  {
    name: "keeps the first window's score",
    answer: (text, candidates, k) => {
      const places = [...Map.groupBy(candidates, ({ start, end }) => `${start} ${end}`).values()];
      return mutant()(
        text,
        places.map(([first]) => first as Candidate),
        k,
      );
    },
    says: /better of its scores/,
  },
  {
    name: "drops equal words",
    answer: (text, candidates, k) =>
      mutant({ drops: (a, b) => overlap(a, b) || text.slice(a.start, a.end) === text.slice(b.start, b.end) })(
        text,
        candidates,
        k,
      ),
    says: /compare places/,
  },
  {
    name: "drops equal places only",
    answer: mutant({ drops: (a, b) => a.start === b.start && a.end === b.end }),
    says: /a part of the other/,
  },
  {
    name: "drops only what begins in another",
    answer: mutant({ drops: (a, b) => a.start >= b.start && a.start < b.end }),
    says: /overlap only the best/,
  },
  {
    name: "drops what touches",
    answer: mutant({ drops: (a, b) => a.start <= b.end && b.start <= a.end }),
    says: /only touch/,
  },
  {
    name: "cuts to k first",
    answer: (text, candidates, k) => mutant()(text, best(candidates).slice(0, k), k),
    says: /First the doubles go/,
  },
  {
    name: "drops what overlaps anything better",
    answer: mutant({ among: "all" }),
    says: /one that \*stays\*/,
  },
  {
    name: "keeps only what is above zero",
    answer: (text, candidates, k) =>
      mutant()(
        text,
        candidates.filter(({ score }) => score > 0),
        k,
      ),
    says: /negative/,
  },
  {
    name: "gives the window, too",
    answer: mutant({ show: (text, each) => ({ ...each, text: text.slice(each.start, each.end) }) }),
    says: /is right/,
  },
  {
    name: "takes end for included",
    answer: mutant({
      show: (text, each) => ({ ...shown(text, each), text: text.slice(each.start, each.end + 1) }),
    }),
    says: /cut out of the text/,
  },
  {
    name: "lets a window have one answer",
    answer: (text, candidates, k) =>
      mutant({ drops: (a, b) => overlap(a, b) || a.window === b.window })(text, candidates, k),
    says: /best comes first/,
  },
];
