import type { BatchEncoding } from "@llm-course/tokenizers";
import { attempt, mustBeFunction } from "../attempt.ts";
import { type Awaitable, expectSame } from "../checking/probe.ts";
import { defineExercise } from "../define-exercise.ts";
import { bertAndGpt2 } from "./tokenizers.ts";

export type Answer = (
  encoding: BatchEncoding,
  text: string,
) => Awaitable<{ text: string; tokens: readonly string[] }[]>;

const looks: readonly [text: string, why: string][] = [
  ["", "A text without words has none; special tokens belong to no word."],
  ["Zoë Kowalczyk SINGS", "A word is shown as the text has it, with its capitals and accents."],
  [
    "unbelievably tokenized",
    "A word may have several tokens: all of them belong to it, and it is listed once.",
  ],
  ["the the the", "Equal words are different words: each place is one."],
  ["I'll say so, don't I?", "Where words end the tokenizer decides, not white space: ask `wordIds`."],
  ["rain 😀😀 no end, truly", "Positions count as `slice` does, also behind an emoji."],
];

export const wordsOfAnEncoding = defineExercise<Answer>({
  id: "6.3.1",
  title: "Words and their tokens",
  prompt: `Write \`wordsOf(encoding, text)\`. It is given the \`BatchEncoding\` of one text, made by a fast tokenizer of any kind, and
that text. It gives a list of the words in their order, each as \`{ text, tokens }\`: the word **as the original text
spells it**, and its tokens. Special tokens belong to no word.

\`\`\`ts
const text = "Anouk tokenizes.";
wordsOf(await bert(text), text);
// [{ text: "Anouk", tokens: ["an", "##ouk"] }, { text: "tokenizes", tokens: ["token", "##izes"] }, { text: ".", tokens: ["."] }]
\`\`\``,
  hints: [
    "`encoding.wordIds()` has the number of each token's word, and `null` for special tokens.",
    "`encoding.wordToChars(word)` gives where a word stands in the text; `encoding.wordToTokens(word)` which tokens are its.",
    "The numbers of words go from 0 to the largest in `wordIds()`; a `Set` without `null` has them in their order.",
  ],
  solution: "notebooks/solutions/06/words-of-an-encoding.ts",
  async check(answer) {
    mustBeFunction(answer, "(encoding, text) => …");
    for (const tokenizer of await bertAndGpt2())
      for (const [text, why] of looks) {
        const encoding = await tokenizer(text, { returnOffsetsMapping: true });
        const expected = wordsBySpan(encoding.tokens(), encoding.wordIds(), encoding.offset_mapping, text);
        const shown = `answer(await tokenizer(${JSON.stringify(text)}), …)`;
        const plain = await tokenizer(text);
        expectSame(await attempt(shown, () => answer(plain, text)), expected, `${why} Look at \`${shown}\`.`);
      }
  },
});

function wordsBySpan(
  tokens: readonly string[],
  wordIds: readonly (number | null)[],
  spans: readonly (readonly [start: number, end: number])[],
  text: string,
): { text: string; tokens: string[] }[] {
  const places = [...Map.groupBy(tokens.keys(), (token) => wordIds[token])].filter(([word]) => word !== null);
  return places.map(([, all]) => {
    const start = Math.min(...all.map((token) => spans[token]?.[0] ?? 0));
    const end = Math.max(...all.map((token) => spans[token]?.[1] ?? 0));
    return { text: text.slice(start, end), tokens: all.map((token) => tokens[token] as string) };
  });
}
