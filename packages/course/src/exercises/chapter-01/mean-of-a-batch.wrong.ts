import type { WrongAnswerCase } from "../define-exercise.ts";
import type { SentenceVectors } from "./mean-of-a-batch.ts";

/** The sum of what `weight` leaves of each token, divided by `count`. */
const averaging =
  (
    weight: (mask: number[], place: number) => number,
    count: (mask: number[]) => number,
    after: (vector: number[]) => number[] = (vector) => vector,
  ): SentenceVectors =>
  (features, attentionMask) =>
    features.map((tokens, text) => {
      const mask = attentionMask[text] ?? [];
      const sum = (i: number) =>
        tokens.reduce((total, token, place) => total + weight(mask, place) * (token[i] ?? 0), 0);
      return after((tokens[0] ?? []).map((_, i) => sum(i) / count(mask)));
    });

const real = (mask: number[]) => mask.reduce((sum, bit) => sum + bit, 0);
const masked = (mask: number[], place: number) => mask[place] ?? 0;
const right = averaging(masked, real);

export const wrong: WrongAnswerCase<SentenceVectors>[] = [
  { name: "a vector instead of the function", answer: [[3, 5]], says: /is a function/ },
  {
    name: "the program as it was",
    answer: averaging(() => 1, real),
    says: /with filling, mask `\[ 1, 0, 0 \]`/,
  },
  {
    name: "the mean of all places",
    answer: averaging(
      () => 1,
      ({ length }) => length,
    ),
    says: /with filling, mask `\[ 1, 0, 0 \]`/,
  },
  {
    name: "divides by the length with padding",
    answer: averaging(masked, ({ length }) => length),
    says: /with filling, .*mean of its own tokens is `\[ 2, -2 \]`/,
  },
  { name: "the sum", answer: averaging(masked, () => 1), says: /without filling, .*`\[ 3, 5 \]`/ },
  {
    name: "the filling only",
    answer: averaging((mask, place) => 1 - masked(mask, place), real),
    says: /without filling/,
  },
  {
    name: "takes the padding to be behind",
    answer: averaging((mask, place) => Number(place < real(mask)), real),
    says: /with filling, mask `\[ 0, 0, 1, 1 \]`/,
  },
  {
    name: "the first token's vector",
    answer: (features) => features.map(([first]) => first ?? []),
    says: /without filling/,
  },
  {
    name: "scaled to length 1",
    answer: averaging(masked, real, (vector) => vector.map((value) => value / Math.hypot(...vector))),
    says: /mean of its own tokens/,
  },
  {
    name: "the first text's mask for all",
    answer: (features, mask) =>
      right(
        features,
        features.map(() => mask[0] ?? []),
      ),
    says: /with filling/,
  },
  {
    name: "the mean over the features",
    answer: (features) =>
      features.map((tokens) => tokens.map((token) => token.reduce((a, b) => a + b) / token.length)),
    says: /list of 2 numbers, one for each feature/,
  },
  {
    name: "without the first and last token",
    answer: (features, mask) =>
      right(
        features,
        mask.map((bits) => bits.map((bit, i) => (i === 0 || bits[i + 1] !== 1 ? 0 : bit))),
      ),
    says: /mean of its own tokens/,
  },
  {
    name: "only the first text",
    answer: (features, mask) => right(features, mask).slice(0, 1),
    says: /a list of 2/,
  },
  {
    name: "rounded",
    answer: averaging(masked, real, (vector) => vector.map(Math.round)),
    says: /mean of its own tokens/,
  },
  {
    name: "throws",
    answer: (features) => features.map((tokens) => (tokens as never as { mean(): number[] }).mean()),
    says: /stopped with TypeError/,
  },
];
