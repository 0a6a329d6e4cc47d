import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./apply-merges.ts";
import type { Pair } from "./learn-merges.ts";

const pass = ([a, b]: Pair, tokens: string[]) => {
  const joined: string[] = [];
  for (let i = 0; i < tokens.length; i++)
    if (tokens[i] === a && tokens[i + 1] === b) {
      joined.push(a + b);
      i++;
    } else joined.push(tokens[i] as string);
  return joined;
};

/** The solution, with its parts to be exchanged. */
const mutant =
  ({
    characters = (word: string) => [...word],
    unknown = (tokens: string[], alphabet: Set<string>) =>
      tokens.map((each) => (alphabet.has(each) ? each : "[UNK]")),
    order = (merges: Pair[]) => merges,
    join = pass,
    after = (tokens: string[], _alphabet: Set<string>) => tokens,
  } = {}): Answer =>
  (word, merges, alphabet) => {
    let tokens = unknown(characters(word), alphabet);
    for (const pair of order(merges)) tokens = join(pair, tokens);
    return after(tokens, alphabet);
  };

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "replays the merges backwards",
    answer: mutant({ order: (merges) => merges.toReversed() }),
    says: /earlier one has made/,
  },
  {
    name: "reverses the list it was given",
    answer: mutant({ order: (merges) => merges.reverse() }),
    says: /earlier one has made/,
  },
  {
    name: "takes the longest token from the left",
    answer: (word, merges, alphabet) => {
      const vocab = new Set([...alphabet, ...merges.map((pair) => pair.join(""))]);
      const tokens: string[] = [];
      for (let rest = word; rest; ) {
        let end = rest.length;
        while (end > 0 && !vocab.has(rest.slice(0, end))) end--;
        const [first = ""] = rest;
        tokens.push(end ? rest.slice(0, end) : "[UNK]");
        rest = rest.slice(end || first.length);
      }
      return tokens;
    },
    says: /in the order in which they were learned/,
  },
  {
    name: "merges from the left of the word, whatever fits",
    answer: (word, merges, alphabet) => {
      const known = new Set(merges.map((pair) => pair.join(" ")));
      const tokens: string[] = [];
      for (const each of [...word].map((letter) => (alphabet.has(letter) ? letter : "[UNK]"))) {
        tokens.push(each);
        while (tokens.length > 1 && known.has(tokens.slice(-2).join(" ")))
          tokens.push(tokens.splice(-2).join(""));
      }
      return tokens;
    },
    says: /earlier one has made|in the order/,
  },
  {
    name: "joins one place for each merge",
    answer: mutant({
      join: ([a, b], tokens) => {
        const i = tokens.findIndex((token, at) => token === a && tokens[at + 1] === b);
        return i < 0 ? tokens : tokens.toSpliced(i, 2, a + b);
      },
    }),
    says: /every place/,
  },
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
    name: "lets unknown characters pass",
    answer: mutant({ unknown: (tokens) => tokens }),
    says: /is one `\[UNK\]`/,
  },
  {
    name: "drops unknown characters",
    answer: mutant({ unknown: (tokens, alphabet) => tokens.filter((each) => alphabet.has(each)) }),
    says: /is one `\[UNK\]`/,
  },
  {
    name: "gives up the whole word",
    answer: mutant({
      unknown: (tokens, alphabet) => (tokens.every((each) => alphabet.has(each)) ? tokens : ["[UNK]"]),
    }),
    says: /cut as usual/,
  },
  {
    name: "looks at the alphabet after the merges",
    answer: mutant({
      unknown: (tokens) => tokens,
      after: (tokens, alphabet) =>
        tokens.map((each) => ([...each].every((letter) => alphabet.has(letter)) ? each : "[UNK]")),
    }),
    says: /Look at the alphabet first/,
  },
  {
    name: "takes joined tokens for unknown",
    answer: mutant({
      after: (tokens, alphabet) => tokens.map((each) => (alphabet.has(each) ? each : "[UNK]")),
    }),
    says: /earlier one has made/,
  },
  {
    name: "splits by UTF-16 units",
    answer: mutant({ characters: (word) => word.split("") }),
    says: /emoji is one character/,
  },
  {
    name: "joins several unknown ones",
    answer: mutant({
      after: (tokens) => tokens.filter((each, i) => each !== "[UNK]" || tokens[i - 1] !== "[UNK]"),
    }),
    says: /each for itself/,
  },
  {
    name: "leaves out the first merge",
    answer: mutant({ order: (merges) => merges.slice(1) }),
    says: /is right/,
  },
];
