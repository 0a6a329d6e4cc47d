import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer, Rules } from "./allowed-spans.ts";
import type { Span } from "./likely-spans.ts";

const softmax = (logits: number[]) => {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
};

type Probabilities = (logits: number[], rules: Rules) => number[];
interface Parts {
  masked?: number;
  longer?: number;
  ofStarts?: Probabilities;
  ofEnds?: Probabilities;
  accept?: (span: Span, rules: Rules) => boolean;
  none?: boolean;
}

/** The solution, with its parts to be exchanged. */
function mutant({
  masked = -Infinity,
  longer = 0,
  accept = () => true,
  none = true,
  ...parts
}: Parts = {}): Answer {
  const usual: Probabilities = (logits, { allowed }) =>
    softmax(logits.map((logit, i) => (allowed[i] ? logit : masked)));
  const { ofStarts = usual, ofEnds = usual } = parts;
  return (starts, ends, rules) => {
    if (none && !rules.allowed.includes(true)) return undefined;
    const [p, q] = [ofStarts(starts, rules), ofEnds(ends, rules)];
    let best: Span | undefined;
    for (let start = 0; start < p.length; start++)
      for (let end = start; end < Math.min(q.length, start + rules.longest + longer); end++) {
        const span = { start, end, score: (p[start] as number) * (q[end] as number) };
        if (accept(span, rules) && (!best || span.score > best.score)) best = span;
      }
    return best;
  };
}
const inAllowed = ({ start, end }: Span, { allowed }: Rules) => Boolean(allowed[start] && allowed[end]);

export const wrong: WrongAnswerCase<Answer>[] = [
  { name: "does not mask", answer: mutant({ ofStarts: softmax, ofEnds: softmax }), says: /before\* softmax/ },
  {
    name: "masks after softmax",
    answer: mutant({ ofStarts: softmax, ofEnds: softmax, accept: inAllowed }),
    says: /before\* softmax/,
  },
  { name: "sets masked logits to 0", answer: mutant({ masked: 0 }), says: /before\* softmax|−Infinity/ },
  {
    name: "sets masked logits to 0 and drops them afterwards",
    answer: mutant({ masked: 0, accept: inAllowed }),
    says: /before\* softmax/,
  },
  {
    name: "masks starts only",
    answer: mutant({ ofEnds: softmax }),
    says: /before\* softmax|have to be allowed/,
  },
  {
    name: "masks ends only",
    answer: mutant({ ofStarts: softmax }),
    says: /before\* softmax|have to be allowed/,
  },
  { name: "counts the length one too small", answer: mutant({ longer: 1 }), says: /three tokens/ },
  { name: "counts the length one too large", answer: mutant({ longer: -1 }), says: /is right/ },
  { name: "forgets the longest", answer: mutant({ longer: 1000 }), says: /three tokens/ },
  {
    name: "drops a span that is too long instead of taking the next best",
    answer: (starts, ends, rules) => {
      const best = mutant({ longer: 1000 })(starts, ends, rules) as Span | undefined;
      return best && best.end - best.start < rules.longest ? best : undefined;
    },
    says: /three tokens/,
  },
  {
    name: "takes the best start first",
    answer: (starts, ends, rules) => {
      const masked = starts.map((logit, i) => (rules.allowed[i] ? logit : -Infinity));
      const first = masked.indexOf(Math.max(...masked));
      const q = softmax(ends.map((logit, i) => (rules.allowed[i] ? logit : -Infinity)));
      if (rules.allowed.every((each) => !each)) return undefined;
      let end = first;
      for (let i = first; i < Math.min(q.length, first + rules.longest); i++)
        if ((q[i] as number) > (q[end] as number)) end = i;
      return { start: first, end, score: (softmax(masked)[first] as number) * (q[end] as number) };
    },
    says: /not the best start first/,
  },
  {
    name: "does not notice that nothing is allowed",
    answer: mutant({ none: false }),
    says: /give `undefined`/,
  },
];
