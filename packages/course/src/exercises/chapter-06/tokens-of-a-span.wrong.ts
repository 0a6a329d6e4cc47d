import type { WrongAnswerCase } from "../define-exercise.ts";
import type { Answer } from "./tokens-of-a-span.ts";

export const wrong: WrongAnswerCase<Answer>[] = [
  {
    name: "asks for the first text",
    answer: (encoding, start, end) => {
      const [first, last] = [encoding.charToToken(start), encoding.charToToken(end - 1)];
      return first === null || last === null ? undefined : [first, last + 1];
    },
    says: /not for the question's/,
  },
  {
    name: "takes the character behind the answer",
    answer: (encoding, start, end) => {
      const [first, last] = [encoding.charToToken(0, start, 1), encoding.charToToken(0, end, 1)];
      return first === null || last === null ? undefined : [first, last];
    },
    says: /several words|behind the last/,
  },
  {
    name: "gives the last token, not the one behind it",
    answer: (encoding, start, end) => {
      const [first, last] = [encoding.charToToken(0, start, 1), encoding.charToToken(0, end - 1, 1)];
      return first === null || last === null ? undefined : [first, last];
    },
    says: /is right/,
  },
  {
    name: "gives the first token only",
    answer: (encoding, start) => {
      const first = encoding.charToToken(0, start, 1);
      return first === null ? undefined : [first, first + 1];
    },
    says: /several words/,
  },
  {
    name: "takes null for 0",
    answer: (encoding, start, end) => [
      encoding.charToToken(0, start, 1) ?? 0,
      (encoding.charToToken(0, end - 1, 1) ?? 0) + 1,
    ],
    says: /give `undefined`/,
  },
  {
    name: "looks only whether the beginning was cut off",
    answer: (encoding, start, end) => {
      const first = encoding.charToToken(0, start, 1);
      return first === null ? undefined : [first, (encoding.charToToken(0, end - 1, 1) ?? first) + 1];
    },
    says: /wholly or in part/,
  },
  {
    name: "takes token 0 for none",
    answer: (encoding, start, end) => {
      const [first, last] = [encoding.charToToken(0, start, 1), encoding.charToToken(0, end - 1, 1)];
      return first && last !== null ? [first, last + 1] : undefined;
    },
    says: /has the number 0/,
  },
  {
    name: "counts from the beginning of the second text",
    answer: (encoding, start, end) => {
      const offset = encoding.sequenceIds(0).indexOf(1);
      const [first, last] = [encoding.charToToken(0, start, 1), encoding.charToToken(0, end - 1, 1)];
      return first === null || last === null ? undefined : [first - offset, last + 1 - offset];
    },
    says: /is right/,
  },
  {
    name: "gives null instead of undefined",
    answer: (encoding, start, end) => {
      const [first, last] = [encoding.charToToken(0, start, 1), encoding.charToToken(0, end - 1, 1)];
      return first === null || last === null ? (null as unknown as undefined) : [first, last + 1];
    },
    says: /give `undefined`/,
  },
  {
    name: "gives a whole word's tokens for its first letter",
    answer: (encoding, start) => {
      const word = encoding.charToWord(0, start, 1);
      return word === null ? undefined : (encoding.wordToTokens(0, word, 1) ?? undefined);
    },
    says: /several words/,
  },
];
