import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./longest-pieces.ts";

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    prefix = (start: number) => (start === 0 ? "" : "##"),
    limit = 100,
    show = (piece: string, _start: number) => piece,
    unknown = (_found: string[], _rest: string): string[] => ["[UNK]"],
    pick = (ends: number[]) => ends.at(-1),
    smallest = 1,
  } = {}): Answer =>
  (word, vocab) => {
    if (word.length > limit) return ["[UNK]"];
    const found: string[] = [];
    for (let start = 0; start < word.length; ) {
      const ends = Array.from({ length: word.length - start }, (_, i) => start + 1 + i)
        .filter((end) => end - start >= smallest)
        .filter((end) => vocab.has(prefix(start) + word.slice(start, end)));
      const end = pick(ends);
      if (end === undefined) return unknown(found, word.slice(start));
      found.push(show(prefix(start) + word.slice(start, end), start));
      start = end;
    }
    return found;
  };

/** Any way to cut a word, if there is one. */
function backtrack(word: string, vocab: Set<string>, start = 0): string[] | undefined {
  if (start === word.length) return [];
  for (let end = word.length; end > start; end--) {
    const piece = (start ? "##" : "") + word.slice(start, end);
    const rest = vocab.has(piece) ? backtrack(word, vocab, end) : undefined;
    if (rest) return [piece, ...rest];
  }
  return undefined;
}

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "takes the shortest piece",
    answer: mutant({ pick: (ends) => ends[0] }),
    says: /the longest token that fits/,
  },
  { name: "looks for pieces without ##", answer: mutant({ prefix: () => "" }), says: /is right/ },
  { name: "looks for ## at the beginning, too", answer: mutant({ prefix: () => "##" }), says: /is right/ },
  {
    name: "shows pieces without ##",
    answer: mutant({ show: (piece) => piece.replace("##", "") }),
    says: /is right/,
  },
  {
    name: "keeps what it had found",
    answer: mutant({ unknown: (found) => [...found, "[UNK]"] }),
    says: /\*whole\* word/,
  },
  { name: "drops what does not fit", answer: mutant({ unknown: (found) => found }), says: /\*whole\* word/ },
  {
    name: "gives nothing for an unknown word",
    answer: mutant({ unknown: () => [] }),
    says: /\*whole\* word/,
  },
  {
    name: "gives the rest as it is",
    answer: mutant({ unknown: (found, rest) => [...found, rest] }),
    says: /\*whole\* word/,
  },
  {
    name: "takes back a choice",
    answer: (word, vocab) => (word.length > 100 ? ["[UNK]"] : (backtrack(word, vocab) ?? ["[UNK]"])),
    says: /never takes back/,
  },
  { name: "has no limit", answer: mutant({ limit: Infinity }), says: /more than 100/ },
  { name: "has the limit one too low", answer: mutant({ limit: 99 }), says: /exactly 100/ },
  {
    name: "takes any token, also one without ##, inside of a word",
    answer: (word, vocab) =>
      mutant()(
        word,
        new Set([
          ...vocab,
          ...[...vocab].filter((token) => !token.startsWith("##")).map((token) => `##${token}`),
        ]),
      ),
    says: /would begin a word/,
  },
  { name: "wants pieces of two characters", answer: mutant({ smallest: 2 }), says: /is right/ },
  {
    name: "gives a text instead of a list",
    answer: (word, vocab) => (mutant()(word, vocab) as string[]).join(" ") as never,
    says: /is right/,
  },
];
