import { fromScratch } from "@llm-course/tokenizers";
import { mustBeFunction } from "../attempt.ts";
import { type Awaitable, type Probe, probe } from "../checking/probe.ts";
import { randomWords } from "../checking/random-words.ts";
import { defineExercise } from "../define-exercise.ts";
import type { Pair } from "./learn-merges.ts";

export type Answer = (word: string, merges: Pair[], alphabet: Set<string>) => Awaitable<string[]>;

const letters = new Set("abcdegnopst😀");
const probes: readonly Probe<[word: string, merges: Pair[], alphabet: Set<string>], string[]>[] = [
  {
    args: ["bad", [["a", "d"], ["b", "ad"]], letters], // biome-ignore format: merges
    expected: ["bad"],
    why: "A merge may take what an earlier one has made.",
  },
  {
    args: ["abc", [["b", "c"], ["a", "b"], ["ab", "c"]], letters], // biome-ignore format: merges
    expected: ["a", "bc"],
    why: "Merges are replayed in the order in which they were learned, not from the left of the word: `b c` comes before `a b`.",
  },
  {
    args: ["sabcs", [["a", "b"], ["c", "s"], ["ab", "c"]], letters], // biome-ignore format: merges
    expected: ["s", "ab", "cs"],
    why: "The longest token is not what counts: `abc` is a token, and a sooner merge took its `c`.",
  },
  {
    args: ["tatoto", [["t", "o"], ["t", "a"]], letters], // biome-ignore format: merges
    expected: ["ta", "to", "to"],
    why: "A merge applies at every place in the word.",
  },
  {
    args: ["aaaa", [["a", "a"]], letters],
    expected: ["aa", "aa"],
    why: "Within one merge a letter is used once, from left to right.",
  },
  {
    args: ["anzan", [["a", "n"]], letters],
    expected: ["an", "[UNK]", "an"],
    why: "A character that is not in the alphabet is one `[UNK]`; what stands around it is cut as usual.",
  },
  {
    args: ["zz", [["z", "z"]], letters],
    expected: ["[UNK]", "[UNK]"],
    why: "Look at the alphabet first: unknown characters are unknown each for itself, and nothing joins them.",
  },
  { args: ["😀s", [["😀", "s"]], letters], expected: ["😀s"], why: "An emoji is one character." },
  { args: ["", [["a", "n"]], letters], expected: [], why: "A word without characters has no tokens." },
];

export const applyMerges = defineExercise<Answer>({
  id: "6.5.2",
  title: "Cut a new word",
  prompt: `Write \`tokenize(word, merges, alphabet)\`: the tokens of a word by byte-pair encoding. \`merges\` are pairs in the order in
which they were learned, \`alphabet\` is a \`Set\` of the characters that the corpus had. A character that is not in it becomes
the token \`"[UNK]"\`.

With the merges of exercise 6.5.1 you can cut *unhug* and *mug*.

\`\`\`ts
tokenize("dog", [["o", "g"], ["d", "og"]], new Set("dgo")); // ["dog"]
tokenize("log", [["o", "g"], ["d", "og"]], new Set("dgo")); // ["[UNK]", "og"]
\`\`\``,
  hints: [
    "Start with the characters, the unknown ones replaced. Then one pass over the word for each merge, in their order.",
    "In a pass, where a token and the next one are the pair, put the joined one and skip two places.",
  ],
  solution: "notebooks/solutions/06/apply-merges.ts",
  async check(answer) {
    mustBeFunction(answer, "(word, merges, alphabet) => tokens");
    for (const each of probes) await probe(answer, each);
    const model = fromScratch.trainBpe(randomWords(4, 60), { vocabSize: 45 });
    const merges = model.merges.map(([first, second]): Pair => [first, second]);
    const alphabet = new Set("abcde");
    for (const word of randomWords(5, 40, "abcdefé").keys()) {
      const expected = fromScratch.tokenizeBpe([word], model, { unkToken: "[UNK]" });
      const why = "With forty merges that were learned from words at random.";
      await probe(answer, { args: [word, merges, alphabet], expected, why });
    }
  },
});
