import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { near, show } from "../show.ts";

export type SentenceVectors = (features: number[][][], attentionMask: number[][]) => number[][];

const shown = "(features, attentionMask) => vectors";

/** [text, token, feature]. What stands at padded places is large, so that it cannot hide; one batch is filled in front. */
const batches: readonly { features: number[][][]; mask: number[][] }[] = [
  { features: [[[1, 2], [3, 4], [5, 9]], [[2, -2], [40, 80], [-60, 20]]], mask: [[1, 1, 1], [1, 0, 0]] }, // biome-ignore format: a row each
  { features: [[[70, 0, 7], [-90, 5, 3], [1, 2, 3], [2, 4, 9]], [[8, 8, 8], [4, 0, 2], [6, 1, 2], [2, 3, 4]]], mask: [[0, 0, 1, 1], [1, 1, 1, 1]] }, // biome-ignore format: a row each
  { features: [[[0.5, -1.5, 2.5], [1.25, 0.75, 0.5]]], mask: [[1, 1]] }, // biome-ignore format: a row each
];

export const meanOfABatch = defineExercise<SentenceVectors>({
  id: "1.bug",
  title: "Find the bug: the mean of a padded batch",
  prompt: `
This should average the vectors of a text's tokens, for each text of a padded batch. The padding has to count for nothing: a text
gets the vector that it has alone.

\`\`\`ts
function sentenceVectors(features: number[][][], attentionMask: number[][]) {
  return features.map((tokens, text) => {
    const length = attentionMask[text].reduce((sum, bit) => sum + bit); // without the padding
    const vector = tokens[0].map(() => 0);
    for (const token of tokens) token.forEach((value, i) => (vector[i] += value / length));
    return vector;
  });
}
\`\`\`

The cell above shows what goes wrong. Mend it; the answer is the function. \`features\` are \`[text, token, feature]\`, and
\`attentionMask\` has a 1 for each token of the text and a 0 for each filler. It gives a list of numbers for each text, not scaled to
length 1. Some tokenizers fill up in front.`,
  hints: [
    "A mean is a sum, divided by a count. Both must be about the same tokens. Which tokens are in the sum here?",
    "Alone, a text has no filling, and the function is right. So look at what the vectors of the filling do.",
    "`attentionMask[text][place]` is 0 for a filler: leave that token out of the loop, or multiply its values by it.",
  ],
  solution: "notebooks/solutions/01/mean-of-a-batch.ts",
  async check(answer) {
    mustBeFunction(answer, shown);
    for (const { features, mask } of batches) {
      const call = `answer(${show(features)}, ${show(mask)})`;
      const found: unknown = await attempt(call, () =>
        answer(structuredClone(features), structuredClone(mask)),
      );
      if (!Array.isArray(found) || found.length !== features.length)
        throw new WrongAnswer(
          `\`${call}\` should give a list of ${features.length}, one vector for each text; it gave \`${show(found)}\`.`,
        );
      for (const [text, tokens] of features.entries()) compare(call, found[text], tokens, mask[text] ?? []);
    }
  },
});

function compare(call: string, found: unknown, tokens: number[][], mask: number[]): void {
  const width = tokens[0]?.length ?? 0;
  const meanOf = (some: number[][]) =>
    Array.from(
      { length: width },
      (_, i) => some.reduce((sum, token) => sum + (token[i] ?? 0), 0) / some.length,
    );
  const vector = Array.isArray(found) || found instanceof Float32Array ? Array.from(found) : undefined;
  if (vector?.length !== width)
    throw new WrongAnswer(
      `A vector should be a list of ${width} numbers, one for each feature; \`${call}\` has \`${show(found)}\` there.`,
    );
  const expected = meanOf(tokens.filter((_, place) => mask[place] === 1));
  if (expected.every((value, i) => near(vector[i], value))) return;
  const kind = mask.includes(0) ? "a text with filling" : "a text without filling";
  throw new WrongAnswer(
    `For ${kind}, mask \`${show(mask)}\`, the mean of its own tokens is \`${show(expected)}\`; \`${call}\` has \`${show(found)}\`.`,
  );
}
