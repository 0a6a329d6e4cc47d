import type { BatchEncoding } from "@llm-course/tokenizers";
import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./words-of-an-encoding.ts";

const numbers = (encoding: BatchEncoding) => [...new Set(encoding.wordIds())].filter((word) => word !== null);
const tokensOf = (encoding: BatchEncoding, word: number) =>
  encoding.tokens().slice(...(encoding.wordToTokens(word) as [number, number]));
const charsOf = (encoding: BatchEncoding, word: number) => encoding.wordToChars(word) as [number, number];

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "joins the tokens",
    answer: (encoding) =>
      numbers(encoding).map((word) => {
        const tokens = tokensOf(encoding, word);
        return { text: tokens.map((token) => token.replace(/^##/, "")).join(""), tokens };
      }),
    says: /as the text has it/,
  },
  {
    name: "lower-cases the text",
    answer: (encoding, text) =>
      numbers(encoding).map((word) => ({
        text: text.toLowerCase().slice(...charsOf(encoding, word)),
        tokens: tokensOf(encoding, word),
      })),
    says: /capitals and accents/,
  },
  {
    name: "cuts at white space",
    answer: (encoding, text) =>
      text
        .split(" ")
        .filter(Boolean)
        .map((word, i) => ({ text: word, tokens: tokensOf(encoding, i) })),
    says: /the tokenizer decides/,
  },
  {
    name: "keeps special tokens as a word",
    answer: (encoding, text) =>
      [...new Set(encoding.wordIds())].map((word) =>
        word === null
          ? { text: "", tokens: ["[CLS]"] }
          : { text: text.slice(...charsOf(encoding, word)), tokens: tokensOf(encoding, word) },
      ),
    says: /special tokens belong to no word/,
  },
  {
    name: "has one entry for each token",
    answer: (encoding, text) =>
      encoding
        .wordIds()
        .flatMap((word) =>
          word === null
            ? []
            : [{ text: text.slice(...charsOf(encoding, word)), tokens: tokensOf(encoding, word) }],
        ),
    says: /listed once|as the text has it/,
  },
  {
    name: "takes the first token of each word only",
    answer: (encoding, text) =>
      numbers(encoding).map((word) => ({
        text: text.slice(...charsOf(encoding, word)),
        tokens: tokensOf(encoding, word).slice(0, 1),
      })),
    says: /tokens\[1\]/,
  },
  {
    name: "takes the letters of the first token only",
    answer: (encoding, text) =>
      numbers(encoding).map((word) => {
        const [first] = encoding.wordToTokens(word) as [number, number];
        return {
          text: text.slice(...(encoding.tokenToChars(first) as [number, number])),
          tokens: tokensOf(encoding, word),
        };
      }),
    says: /as the text has it/,
  },
  {
    name: "counts characters as Python does",
    answer: (encoding, text) =>
      numbers(encoding).map((word) => ({
        text: [...text].slice(...charsOf(encoding, word)).join(""),
        tokens: tokensOf(encoding, word),
      })),
    says: /behind an emoji/,
  },
  {
    name: "groups by the text of words, so that equal ones are one",
    answer: (encoding, text) => {
      const groups = Map.groupBy(numbers(encoding), (word) => text.slice(...charsOf(encoding, word)));
      return [...groups].map(([word, all]) => ({
        text: word,
        tokens: all.flatMap((each) => tokensOf(encoding, each)),
      }));
    },
    says: /each place is one/,
  },
  {
    name: "forgets the last word",
    answer: (encoding, text) =>
      numbers(encoding)
        .slice(0, -1)
        .map((word) => ({ text: text.slice(...charsOf(encoding, word)), tokens: tokensOf(encoding, word) })),
    says: /SINGS/,
  },
];
