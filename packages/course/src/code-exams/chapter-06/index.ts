import type { CodeExam, TestCase } from "../code-exam.ts";
import { type SeededNumbers, seededNumbers } from "../seeded-numbers.ts";
import { encode, encodeWord, preTokenize, trainBpe } from "./solution.ts";
import type { Merge } from "./template.ts";

const syllables = ["to", "ken", "iz", "er", "un", "be", "liev", "able", "ing", "ly", "ao", "na", "ba"];

const aWord = ({ list, pick, whole }: SeededNumbers) => list(whole(1, 4), () => pick(syllables)).join("");

const splitting = (numbers: SeededNumbers): TestCase[] => {
  const test = (name: string, text: string, hint: string): TestCase => ({
    ...{ name: `preTokenize: ${name}`, call: "preTokenize", args: [text], expected: preTokenize(text), hint },
  });
  const words = numbers.list(4, () => aWord(numbers));
  return [
    test(
      "words",
      words.join(" "),
      "Words are runs of letters; white space is left out, and counts for offsets.",
    ),
    test(
      "white space of all kinds",
      `  ${words[0]}\n\t${words[1]}\u00a0 ${words[2]} `,
      "Several spaces, line breaks and no-break spaces separate as one space does.",
    ),
    test(
      "punctuation",
      `${words[0]}, "${words[1]}"... don't!`,
      "Each character of punctuation is a piece of its own.",
    ),
    test(
      "letters of other scripts",
      `Größe ${words[2]} 東京 Привет1`,
      "Letters are \\p{L}, not only a to z; digits count, too.",
    ),
    test("marks", `cafe\u0301 ${words[3]}`, "A combining mark (\\p{M}) belongs to the word it stands in."),
    test(
      "an emoji",
      `${words[0]}🤗🤗 ${words[1]}`,
      "An emoji is one piece of two UTF-16 units; offsets count units.",
    ),
    test("an empty text", "", "No text has no pieces."),
  ];
};

const training = (numbers: SeededNumbers): TestCase[] => {
  const { list, whole } = numbers;
  const test = (name: string, words: [string, number][], count: number, hint: string): TestCase => ({
    ...{
      name: `trainBpe: ${name}`,
      call: "trainBpe",
      args: [words, count],
      expected: trainBpe(words, count),
      hint,
    },
  });
  const words = [...new Set(list(30, () => aWord(numbers)))].map((word): [string, number] => [
    word,
    whole(1, 50),
  ]);
  const rare: [string, number][] = [
    ["xy", 1],
    ["xyz", 1],
    ["qrs", whole(10, 20)],
  ];
  return [
    test("one merge", words, 1, "The pair that occurs most often, counted over all words."),
    test("counts of words", rare, 2, "A pair in a word that occurs 10 times counts 10, not 1."),
    test("many merges", words, 40, "After each merge the pairs are counted anew, in the merged words."),
    test(
      "equally often",
      [
        ["ba", 3],
        ["dc", 3],
        ["ad", 3],
        ["ab", 3],
      ],
      4,
      "Of equal pairs it is the first by left, then right.",
    ),
    test(
      "a pair twice in a word",
      [
        ["abab", 2],
        ["cd", 3],
      ],
      2,
      "Both places of a word count.",
    ),
    test(
      "a pair that overlaps itself",
      [
        ["aaaaa", 4],
        ["aab", 1],
      ],
      4,
      "From left to right: a a a becomes aa a.",
    ),
    test(
      "nothing left to merge",
      [
        ["ab", 2],
        ["c", 9],
      ],
      10,
      "It ends when there is no pair.",
    ),
    test(
      "names that objects have",
      [
        ["constructor", 3],
        ["__proto__", 2],
      ],
      60,
      "Count in a Map: an object has names of its own already.",
    ),
    test(
      "emojis",
      [
        ["🤗🤗", 3],
        ["🤗a", 2],
      ],
      3,
      "Words begin as code points: [...word], not split.",
    ),
    test("no merges", words, 0, "Zero merges are none."),
  ];
};

const encoding = (numbers: SeededNumbers): TestCase[] => {
  const words = [...new Set(numbers.list(40, () => aWord(numbers)))];
  const merges = trainBpe(
    words.map((word) => [word, 1 + (word.length % 5)]),
    30,
  );
  const onWord = (name: string, word: string, learned: Merge[], hint: string): TestCase => {
    const expected = encodeWord(word, learned);
    return { name: `encodeWord: ${name}`, call: "encodeWord", args: [word, learned], expected, hint };
  };
  const onText = (name: string, text: string, hint: string): TestCase => {
    const expected = encode(text, merges);
    return { name: `encode: ${name}`, call: "encode", args: [text, merges], expected, hint };
  };
  const fresh = () => `${aWord(numbers)}${aWord(numbers)}`;
  // a b stands further left in the word, and b c was learned first.
  const order: Merge[] = [
    ["b", "c"],
    ["a", "b"],
    ["bc", "d"],
    ["a", "bcd"],
  ];
  return [
    onWord("a new word", fresh(), merges, "Merges apply in the order in which they were learned."),
    onWord("the first learned, not the first in the word", "abcd", order, "b c was learned before a b."),
    onWord(
      "several places",
      "abcabab",
      [
        ["a", "b"],
        ["ab", "c"],
      ],
      "A merge is done everywhere in the word.",
    ),
    onWord(
      "a pair that overlaps itself",
      "aaaaa",
      [
        ["a", "a"],
        ["aa", "a"],
      ],
      "From left to right; no token is used twice.",
    ),
    onWord(
      "an earlier merge applies after a later one",
      "abcd",
      [
        ["ab", "cd"],
        ["a", "b"],
        ["c", "d"],
      ],
      "After each merge look again from the first one learned.",
    ),
    onWord(
      "unknown characters",
      "🤗zé",
      merges,
      "What no merge knows stays single characters (code points).",
    ),
    onWord("an empty word", "", merges, "No characters, no tokens."),
    onText(
      "a sentence",
      `${fresh()} ${fresh()}, ${words[0]}!`,
      "Offsets are in the whole text: add the piece's start.",
    ),
    onText(
      "spaces and emojis",
      `  🤗 ${words[1]}  ${fresh()}\n`,
      "Offsets count UTF-16 units, and white space too.",
    ),
    onText("no text", "", "No text has no tokens."),
  ];
};

/** A tokenizer by hand: pre-tokenization, training, encoding, offsets. */
export const chapter6: CodeExam = {
  chapter: 6,
  title: "A BPE tokenizer by hand",
  template: new URL("template.ts", import.meta.url),
  tests: (seed) => {
    const numbers = seededNumbers(`code exam 6\n${seed}`);
    return [splitting, training, encoding].flatMap((part) => part(numbers));
  },
};
