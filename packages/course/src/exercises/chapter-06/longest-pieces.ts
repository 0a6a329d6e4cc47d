import { fromScratch } from "@llm-course/tokenizers";
import { mustBeFunction } from "../attempt.ts";
import { type Awaitable, type Probe, probe } from "../checking/probe.ts";
import { randomWords } from "../checking/random-words.ts";
import { defineExercise } from "../define-exercise.ts";

export type Answer = (word: string, vocab: Set<string>) => Awaitable<string[]>;

const set = (tokens: string) => new Set(tokens.split(" "));
const probes: readonly Probe<[word: string, vocab: Set<string>], string[]>[] = [
  {
    args: ["walker", set("w wa walk ##a ##l ##k ##e ##r ##er ##ker")],
    expected: ["walk", "##er"],
    why: "From the left the longest token that fits, then the longest of what is left.",
  },
  {
    args: ["undo", set("un do ##d ##o ##n")],
    expected: ["un", "##d", "##o"],
    why: "Inside of a word only tokens with `##` count: `do` would begin a word.",
  },
  {
    args: ["able", set("##able ##ab a ##b ##l ##e ##le")],
    expected: ["a", "##b", "##le"],
    why: "At the beginning only tokens without `##` count.",
  },
  {
    args: ["unit!", set("un uni ##i ##t ##it")],
    expected: ["[UNK]"],
    why: "If anywhere nothing fits, the *whole* word is one `[UNK]`, whatever was found before.",
  },
  {
    args: ["abcd", set("abc ab ##cd a ##b ##c")],
    expected: ["[UNK]"],
    why: "WordPiece never takes back a choice: after `abc` nothing fits, though `ab ##cd` would have.",
  },
  {
    args: ["😀o😀", set("😀 ##o ##😀")],
    expected: ["😀", "##o", "##😀"],
    why: "An emoji is a piece like any other.",
  },
  {
    args: ["a".repeat(100), set("a ##a ##aaaaaaaaaaa")],
    expected: ["a", ...Array<string>(9).fill("##aaaaaaaaaaa")],
    why: "A word of exactly 100 characters is cut as usual.",
  },
  {
    args: ["a".repeat(101), set("a ##a")],
    expected: ["[UNK]"],
    why: "A word of more than 100 characters is `[UNK]`, as in BERT.",
  },
  { args: ["", set("a ##a")], expected: [], why: "An empty word has no tokens." },
];

export const longestPieces = defineExercise<Answer>({
  id: "6.6.2",
  title: "The longest piece first",
  prompt: `Write \`tokenize(word, vocab)\`: the tokens of a word by WordPiece. From the left always the longest token of the
vocabulary (a \`Set\`) that fits; inside of the word tokens carry \`##\`. If at some point nothing fits, the answer is
\`["[UNK]"]\` for the whole word; also for a word of more than 100 characters, which BERT does not even look at.

With what exercise 6.6.1 learns you can cut *bugs*.

\`\`\`ts
tokenize("playing", new Set(["play", "##ing", "##i", "##n", "##g"])); // ["play", "##ing"]
tokenize("playful", new Set(["play", "##ing", "##i", "##n", "##g"])); // ["[UNK]"]
\`\`\``,
  hints: [
    "Two loops: the outer one goes on until nothing of the word is left, the inner one shortens the piece until it is in the vocabulary.",
    'What to look up is `(start === 0 ? "" : "##") + word.slice(start, end)`.',
    'If `end` gets down to `start`, return `["[UNK]"]` from the whole function.',
  ],
  solution: "notebooks/solutions/06/longest-pieces.ts",
  async check(answer) {
    mustBeFunction(answer, "(word, vocab) => tokens");
    for (const each of probes) await probe(answer, each);
    const vocab = fromScratch.trainWordPiece(randomWords(21, 60), { vocabSize: 60 });
    for (const word of randomWords(22, 40, "abcdef").keys()) {
      const expected = fromScratch.tokenizeWordPiece([word], vocab);
      await probe(answer, {
        args: [word, new Set(vocab)],
        expected,
        why: "Words at random, with a vocabulary of sixty.",
      });
    }
  },
});
