import type { Batch } from "@llm-course/onnx";
import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { remembered } from "../shared.ts";
import { near, show } from "../show.ts";
import {
  type Accumulate,
  batchOf,
  type GradientModel,
  type Labels,
  type Summed,
  sum,
} from "./tiny-tagger.ts";

const shown = "async (model, parts) => loss";

/** Parts of a batch, each with the labels of its sentences. */
// biome-ignore format: sentences
const cases: readonly { what: string; parts: readonly (readonly Labels[])[] }[] = [
  { what: "two parts with as many words each", parts: [[[1, 0, 2]], [[0, 2, 0]]] },
  { what: "a part of nine words and one of two", parts: [[[1, 0, 2, 0, 1, 2, 0, 0, 1]], [[2, 0]]] },
  {
    what: "parts with as many tokens each, of which −100 leaves out more in one than in the other",
    parts: [[[0, -100, 1, -100, -100, -100]], [[2, 0, 1, 1, 0, 2]]],
  },
  {
    what: "three parts, one of them with padding",
    parts: [[[2, 1]], [[0, 1, 2, 0, 2], [1]], [[0, 0, 2], [1, 2, 0], [2, 0, 0]]],
  },
  { what: "a single part", parts: [[[0, 1], [2, 0, 1, 1]]] },
];

/** One pass over all sentences, where nothing has to be put together. */
const atOnce = remembered(async (place: number) => {
  const sentences = (cases[place]?.parts ?? []).flat();
  return sum(pass, [batchOf(sentences)]);
});

const pass: Accumulate = async (model: GradientModel, [whole]: Batch[]) => {
  await model.zeroGradients();
  return (await model.backward(whole as Batch)).loss;
};

export const gradientInParts = defineExercise<Accumulate>({
  id: "3.bug",
  title: "Find the bug: the gradient of a batch in parts",
  prompt: `
A batch that does not fit into memory comes in parts. This should leave the gradient in the model that the whole batch would
have, and give its loss, which is the mean over all labels.

\`\`\`ts
async function accumulate(model: CompiledModel, parts: Batch[]) {
  await model.zeroGradients();
  let mean = 0;
  for (const part of parts) {
    const { loss } = await model.backward(part, { scale: 1 / parts.length });
    mean += loss / parts.length;
  }
  return mean;
}
\`\`\`

The cell above shows what goes wrong. Mend it; the answer is the function. \`parts\` are batches as \`collateTags\` makes them, for a
model that labels tokens: \`part.labels.data\` has a number for each token, −100 for those that do not count, and each part has
some that do. The function neither clips nor takes a step.`,
  hints: [
    "For parts with as many labels each it is right, and for one label per text and parts of one size. What is `loss` the mean of?",
    "Ten labels with a mean of 0.1 and one label of 2.1: the mean over all eleven is 0.28, and not (0.1 + 2.1) / 2. A part weighs as much as it has labels.",
    "`part.labels.data` is a BigInt64Array: `[...part.labels.data].filter((label) => Number(label) !== -100).length` are the labels that count. Their share of all is the `scale` of that part.",
  ],
  solution: "notebooks/solutions/03/gradient-in-parts.ts",
  async check(answer) {
    mustBeFunction(answer, shown);
    for (const [place, { what, parts }] of cases.entries()) {
      const right = await atOnce(place);
      const call = `answer(model, parts)\` for ${what}, \`${show(parts)}`;
      const found = await attempt(call, () => sum(answer, parts.map(batchOf)));
      const ratio = found.gradient.length === right.gradient.length ? ratioOf(found, right) : undefined;
      if (ratio === undefined)
        throw new WrongAnswer(
          `For ${what} the gradient is another one than that of the whole batch${aboutLoss(found, right)}.`,
        );
      if (!near(ratio, 1, 1e-3))
        throw new WrongAnswer(
          `For ${what} the gradient points where it should, but it is ${ratio.toPrecision(3)} times as long: the scales of all parts together are 1.`,
        );
      if (!near(found.loss, right.loss as number))
        throw new WrongAnswer(
          `For ${what} the gradient is right; the loss should be ${(right.loss as number).toFixed(4)}, the mean over all labels, and it gave \`${show(found.loss)}\`.`,
        );
    }
  },
});

/** How many times as long the gradient is as it should be; nothing where it has another direction. */
function ratioOf({ gradient }: Summed, { gradient: right }: Summed): number | undefined {
  const dot = (a: Float32Array, b: Float32Array) =>
    a.reduce((total, value, i) => total + value * (b[i] ?? 0), 0);
  const [length, expected] = [Math.sqrt(dot(gradient, gradient)), Math.sqrt(dot(right, right))];
  return dot(gradient, right) > (1 - 1e-6) * length * expected ? length / expected : undefined;
}

const aboutLoss = (found: Summed, right: Summed): string =>
  near(found.loss, right.loss as number)
    ? ", though the loss is the right one"
    : `; its loss is ${(right.loss as number).toFixed(4)}, and it gave \`${show(found.loss)}\``;
