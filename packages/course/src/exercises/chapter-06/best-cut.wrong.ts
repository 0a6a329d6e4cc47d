import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer, Cut } from "./best-cut.ts";

const log = (probability: number) => -Math.log(probability);

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    cost = log,
    score = (total: number, _tokens: string[]) => total,
    startScore = 0,
    none = (_word: string): Cut | undefined => undefined,
    better = (a: number, b: number) => a < b,
    allowed = (_start: number, _end: number): boolean => true,
  } = {}): Answer =>
  (word, probabilities) => {
    const best: ({ start: number; total: number } | undefined)[] = [{ start: 0, total: startScore }];
    for (let end = 1; end <= word.length; end++)
      for (let start = 0; start < end; start++) {
        const [before, probability] = [best[start], probabilities.get(word.slice(start, end))];
        if (!before || probability === undefined || !allowed(start, end)) continue;
        const total = before.total + cost(probability);
        const found = best[end];
        if (!found || better(total, found.total)) best[end] = { start, total };
      }
    const last = best[word.length];
    if (!last) return none(word);
    const tokens: string[] = [];
    for (let end = word.length; end > 0; end = best[end]?.start ?? 0)
      tokens.unshift(word.slice(best[end]?.start ?? 0, end));
    return { tokens, score: score(last.total, tokens) };
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "gives the probability instead of −log",
    answer: mutant({ score: (total) => Math.exp(-total) }),
    says: /minus its logarithm/,
  },
  {
    name: "gives the logarithm with the wrong sign",
    answer: mutant({ score: (total) => -total }),
    says: /minus its logarithm/,
  },
  {
    name: "takes the logarithm of base 2",
    answer: mutant({ cost: (p) => -Math.log2(p) }),
    says: /minus its logarithm/,
  },
  {
    name: "starts with a score of 1, as the course",
    answer: mutant({ startScore: 1 }),
    says: /minus its logarithm/,
  },
  { name: "adds probabilities", answer: mutant({ cost: (p) => -p }), says: /\*product\*/ },
  { name: "takes the worst way", answer: mutant({ better: (a, b) => a > b }), says: /is right/ },
  {
    name: "takes the longest token from the left",
    answer: (word, probabilities) => {
      const tokens: string[] = [];
      for (let start = 0, end = 0; start < word.length; start = end) {
        end = word.length;
        while (end > start && !probabilities.has(word.slice(start, end))) end--;
        if (end === start) return undefined;
        tokens.push(word.slice(start, end));
      }
      return { tokens, score: tokens.reduce((sum, token) => sum + log(probabilities.get(token) ?? 0), 0) };
    },
    says: /the longest token nor/,
  },
  {
    name: "takes the fewest tokens",
    answer: async (word, probabilities) => {
      const found = await mutant({ cost: () => 1 })(word, probabilities);
      return (
        found && {
          ...found,
          score: found.tokens.reduce((sum, token) => sum + log(probabilities.get(token) ?? 0), 0),
        }
      );
    },
    says: /fewest tokens/,
  },
  {
    name: "takes the most probable token from the left",
    answer: (word, probabilities) => {
      const tokens: string[] = [];
      let score = 0;
      for (let rest = word; rest; ) {
        const [next] = [...probabilities]
          .filter(([token]) => rest.startsWith(token))
          .sort((a, b) => b[1] - a[1]);
        if (!next) return undefined;
        tokens.push(next[0]);
        score += log(next[1]);
        rest = rest.slice(next[0].length);
      }
      return { tokens, score };
    },
    says: /is right/,
  },
  {
    name: "gives the word itself where there is no way",
    answer: mutant({ none: (word) => ({ tokens: [word], score: Infinity }) }),
    says: /give `undefined`/,
  },
  {
    name: "gives <unk> where there is no way",
    answer: mutant({ none: () => ({ tokens: ["<unk>"], score: 0 }) }),
    says: /give `undefined`/,
  },
  {
    name: "gives undefined for an empty word",
    answer: (word, probabilities) => (word === "" ? undefined : mutant()(word, probabilities)),
    says: /−log 1 = 0/,
  },
  {
    name: "multiplies",
    answer: (word, probabilities) => {
      const best: ({ tokens: string[]; product: number } | undefined)[] = [{ tokens: [], product: 1 }];
      for (let end = 1; end <= word.length; end++)
        for (let start = 0; start < end; start++) {
          const token = word.slice(start, end);
          const [before, probability] = [best[start], probabilities.get(token)];
          if (!before || probability === undefined) continue;
          const product = before.product * probability;
          if (product > (best[end]?.product ?? -1))
            best[end] = { tokens: [...before.tokens, token], product };
        }
      const found = best[word.length];
      return found && { tokens: found.tokens, score: found.product === 1 ? 0 : log(found.product) };
    },
    says: /Add logarithms/,
  },
  {
    name: "uses tokens of at most two letters",
    answer: mutant({ allowed: (start, end) => end - start < 3 }),
    says: /at random/,
  },
];
