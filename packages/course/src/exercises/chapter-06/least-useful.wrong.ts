import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./least-useful.ts";

type Model = ReadonlyMap<string, number>;

function cost(word: string, model: Model): number {
  const best = [0];
  for (let end = 1; end <= word.length; end++) {
    best[end] = Infinity;
    for (let start = 0; start < end; start++) {
      const probability = model.get(word.slice(start, end)) ?? 0;
      best[end] = Math.min(best[end] as number, (best[start] as number) - Math.log(probability));
    }
  }
  return best[word.length] as number;
}
const without = (model: Model, token: string) => new Map([...model].filter(([other]) => other !== token));
const shared = (model: Model) => {
  const sum = [...model.values()].reduce((a, b) => a + b, 0);
  return new Map([...model].map(([token, probability]) => [token, probability / sum]));
};

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    weight = (frequency: number) => frequency,
    may = (token: string) => token.length > 1,
    drop = without,
    better = (a: number, b: number) => a < b,
    rise = (after: number, before: number) => after - before,
    value = (rises: number, _probability: number, _token: string) => rises,
    accept = (_rise: number): boolean => true,
  } = {}): Answer =>
  (words, probabilities) => {
    const loss = (model: Model) =>
      [...words].reduce((sum, [word, frequency]) => sum + weight(frequency) * cost(word, model), 0);
    let best: { token: string; rise: number; value: number } | undefined;
    for (const [token, probability] of probabilities) {
      if (!may(token)) continue;
      const rises = rise(loss(drop(probabilities, token)), loss(probabilities));
      const each = value(rises, probability, token);
      if (accept(rises) && (!best || better(each, best.value))) best = { token, rise: rises, value: each };
    }
    return best && { token: best.token, rise: best.rise };
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  { name: "counts each word once", answer: mutant({ weight: () => 1 }), says: /is right/ },
  {
    name: "takes the token that matters most",
    answer: mutant({ better: (a, b) => a > b }),
    says: /is right/,
  },
  {
    name: "lets single characters go",
    answer: mutant({ may: () => true }),
    says: /Single characters must stay|costs log/,
  },
  {
    name: "lets single characters go that no word needs",
    answer: mutant({ may: () => true, accept: Number.isFinite }),
    says: /is right/,
  },
  {
    name: "gives the loss instead of its rise",
    answer: mutant({ rise: (after) => after }),
    says: /costs log/,
  },
  {
    name: "gives the rise with the wrong sign",
    answer: mutant({ rise: (after, before) => before - after }),
    says: /is right/,
  },
  {
    name: "shares out the probability of what is dropped",
    answer: mutant({ drop: (model, token) => shared(without(model, token)) }),
    says: /is right/,
  },
  {
    name: "takes the least probable token",
    answer: mutant({ value: (_, probability) => probability }),
    says: /is right/,
  },
  {
    name: "takes the longest token",
    answer: mutant({ value: (_, __, token) => -token.length }),
    says: /is right/,
  },
  {
    name: "takes only tokens that are used",
    answer: mutant({ accept: (rise) => rise > 1e-9 }),
    says: /costs nothing/,
  },
  {
    name: "takes the last of equal ones",
    answer: mutant({ better: (a, b) => a <= b }),
    says: /take the first/,
  },
  {
    name: "fails where nothing may go",
    answer: (words, probabilities) => mutant()(words, probabilities) ?? { token: "", rise: 0 },
    says: /give `undefined`/,
  },
  {
    name: "gives the token alone",
    answer: async (words, probabilities) => (await mutant()(words, probabilities))?.token as never,
    says: /is right/,
  },
  {
    name: "removes from the map it was given",
    answer: (words, probabilities) => {
      const found = mutant()(words, probabilities) as { token: string; rise: number } | undefined;
      if (found) probabilities.delete(found.token);
      return found;
    },
    says: /changes what it was given/,
  },
];
