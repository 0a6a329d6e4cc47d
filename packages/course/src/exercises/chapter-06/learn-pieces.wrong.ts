import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./learn-pieces.ts";

type Pair = [first: string, second: string];

const joined = ([a, b]: Pair) => a + b.replace(/^##/, "");

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    split = (word: string) => [...word].map((letter, i) => (i ? `##${letter}` : letter)),
    name = joined,
    score = (pair: number, a: number, b: number) => pair / (a * b),
    weight = (frequency: number): number => frequency,
    tokenWeight = (frequency: number): number => weight(frequency),
    key = (token: string) => token,
    better = (value: number, best: number) => value > best,
    lonely = true,
    onlyFirst = false,
  } = {}): Answer =>
  (words, count) => {
    const splits = new Map([...words.keys()].map((word) => [word, split(word)]));
    const learned: string[] = [];
    while (learned.length < count) {
      const [tokens, pairs] = [new Map<string, number>(), new Map<string, [Pair, number]>()];
      for (const [word, pieces] of splits)
        for (const [i, piece] of pieces.entries()) {
          const frequency = words.get(word) ?? 0;
          if (lonely || pieces.length > 1)
            tokens.set(key(piece), (tokens.get(key(piece)) ?? 0) + tokenWeight(frequency));
          const next = pieces[i + 1];
          if (next === undefined) continue;
          const pair: Pair = [piece, next];
          pairs.set(pair.join(" "), [pair, (pairs.get(pair.join(" "))?.[1] ?? 0) + weight(frequency)]);
        }
      let best: [Pair, number] | undefined;
      for (const [pair, frequency] of pairs.values()) {
        const value = score(frequency, tokens.get(key(pair[0])) ?? 0, tokens.get(key(pair[1])) ?? 0);
        if (!best || better(value, best[1])) best = [pair, value];
      }
      if (!best) break;
      const [pair] = best;
      learned.push(name(pair));
      let done = false;
      for (const [word, pieces] of splits) {
        const next: string[] = [];
        for (let i = 0; i < pieces.length; i++)
          if (pieces[i] === pair[0] && pieces[i + 1] === pair[1] && !(onlyFirst && done)) {
            next.push(name(pair));
            done = true;
            i++;
          } else next.push(pieces[i] as string);
        splits.set(word, next);
      }
    }
    return learned;
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "leaves ## in the middle",
    answer: mutant({ name: (pair) => pair.join("") }),
    says: /loses it where it is joined/,
  },
  { name: "marks no tokens", answer: mutant({ split: (word) => [...word] }), says: /is right/ },
  {
    name: "marks the first character, too",
    answer: mutant({ split: (word) => [...word].map((letter) => `##${letter}`) }),
    says: /carries `##`/,
  },
  { name: "takes the most frequent pair", answer: mutant({ score: (pair) => pair }), says: /highest score/ },
  {
    name: "divides by the sum of the frequencies",
    answer: mutant({ score: (pair, a, b) => pair / (a + b) }),
    says: /`f ##g` has/,
  },
  {
    name: "divides by the first part only",
    answer: mutant({ score: (pair, a) => pair / a }),
    says: /highest score/,
  },
  {
    name: "divides by the second part only",
    answer: mutant({ score: (pair, _, b) => pair / b }),
    says: /is right/,
  },
  { name: "counts each word once", answer: mutant({ weight: () => 1 }), says: /as often as it occurs/ },
  { name: "counts tokens once for each word", answer: mutant({ tokenWeight: () => 1 }), says: /is right/ },
  { name: "does not count tokens that are words", answer: mutant({ lonely: false }), says: /word by itself/ },
  {
    name: "takes b and ##b for one token",
    answer: mutant({ key: (token) => token.replace("##", "") }),
    says: /two tokens/,
  },
  {
    name: "takes the last of equal scores",
    answer: mutant({ better: (value, best) => value >= best }),
    says: /met first|is right/,
  },
  {
    name: "takes the lowest score",
    answer: mutant({ better: (value, best) => value < best }),
    says: /highest score|is right/,
  },
  { name: "joins one place only", answer: mutant({ onlyFirst: true }), says: /at random/ },
  {
    name: "gives pairs",
    answer: (words, count) => (mutant()(words, count) as string[]).map((token) => [token, ""]) as never,
    says: /is right/,
  },
];
