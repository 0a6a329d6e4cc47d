import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer, Pair } from "./learn-merges.ts";

const joinLeft = ([a, b]: Pair, tokens: string[]) => {
  const joined: string[] = [];
  for (let i = 0; i < tokens.length; i++)
    if (tokens[i] === a && tokens[i + 1] === b) {
      joined.push(a + b);
      i++;
    } else joined.push(tokens[i] as string);
  return joined;
};
const joinRight = ([a, b]: Pair, tokens: string[]) => {
  const joined: string[] = [];
  for (let i = tokens.length - 1; i >= 0; i--)
    if (tokens[i] === b && tokens[i - 1] === a) {
      joined.unshift(a + b);
      i--;
    } else joined.unshift(tokens[i] as string);
  return joined;
};

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    characters = (word: string) => [...word],
    weight = (frequency: number) => frequency,
    better = (value: number, best: number) => value > best,
    score = (frequency: number, _a: number, _b: number) => frequency,
    join = joinLeft,
    extra = 0,
    rounds = (count: number) => count,
    forgetful = false,
  } = {}): Answer =>
  (words, count) => {
    const splits = new Map([...words.keys()].map((word) => [word, characters(word)]));
    const merges: Pair[] = [];
    const seen = new Set<string>();
    while (merges.length < rounds(count) + extra) {
      const pairs = new Map<string, { pair: Pair; frequency: number }>();
      const alone = new Map<string, number>();
      for (const [word, tokens] of splits)
        for (const [i, token] of tokens.entries()) {
          const frequency = weight(words.get(word) ?? 0);
          alone.set(token, (alone.get(token) ?? 0) + frequency);
          const next = tokens[i + 1];
          if (next === undefined) continue;
          const key = `${token} ${next}`;
          if (forgetful && seen.has(key)) continue;
          pairs.set(key, { pair: [token, next], frequency: (pairs.get(key)?.frequency ?? 0) + frequency });
        }
      let best: { pair: Pair; value: number } | undefined;
      for (const { pair, frequency } of pairs.values()) {
        const value = score(frequency, alone.get(pair[0]) ?? 0, alone.get(pair[1]) ?? 0);
        if (!best || better(value, best.value)) best = { pair, value };
      }
      if (!best) break;
      merges.push(best.pair);
      seen.add(best.pair.join(" "));
      if (!forgetful) for (const [word, tokens] of splits) splits.set(word, join(best.pair, tokens));
    }
    return merges;
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "counts each word once",
    answer: mutant({ weight: () => 1 }),
    says: /as often as its words occur|counted anew/,
  },
  {
    name: "takes the score of WordPiece",
    answer: mutant({ score: (f, a, b) => f / (a * b) }),
    says: /as often as its words occur|counted anew/,
  },
  {
    name: "takes the last of equal pairs",
    answer: mutant({ better: (value, best) => value >= best }),
    says: /met first/,
  },
  {
    name: "takes the rarest pair",
    answer: mutant({ better: (value, best) => value < best }),
    says: /as often as its words occur/,
  },
  {
    name: "counts once and takes the list",
    answer: mutant({ forgetful: true }),
    says: /counted anew|left to right/,
  },
  { name: "joins from right to left", answer: mutant({ join: joinRight }), says: /left to right/ },
  {
    name: "uses a letter twice",
    answer: mutant({
      join: ([a, b], tokens) =>
        tokens.flatMap((token, i) =>
          token === a && tokens[i + 1] === b ? [a + b] : token === b && tokens[i - 1] === a ? [] : [token],
        ),
    }),
    says: /a letter is used once/,
  },
  {
    name: "splits by UTF-16 units",
    answer: mutant({ characters: (word) => word.split("") }),
    says: /cuts an emoji in two/,
  },
  { name: "learns one too many", answer: mutant({ extra: 1 }), says: /is right/ },
  { name: "learns one too few", answer: mutant({ extra: -1 }), says: /is right/ },
  {
    name: "fills up with what is not there",
    answer: async (words, count) => {
      const merges = await mutant()(words, count);
      return Array.from({ length: count }, (_, i) => merges[i] ?? (["", ""] as Pair));
    },
    says: /nothing more to join/,
  },
  {
    name: "gives joined tokens instead of pairs",
    answer: async (words, count) => (await mutant()(words, count)).map((pair) => pair.join("")) as never,
    says: /is right/,
  },
  {
    name: "joins only the first place in a word",
    answer: mutant({
      join: ([a, b], tokens) => {
        const i = tokens.findIndex((token, at) => token === a && tokens[at + 1] === b);
        return i < 0 ? tokens : tokens.toSpliced(i, 2, a + b);
      },
    }),
    says: /at random/,
  },
];
