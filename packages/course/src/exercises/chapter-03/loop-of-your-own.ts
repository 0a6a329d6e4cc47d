import { attempt, mustBeFunction } from "../attempt.ts";
import { defineExercise, WrongAnswer } from "../define-exercise.ts";
import { remembered } from "../shared.ts";
import { near, show } from "../show.ts";
import {
  type LoopVariant,
  loop,
  settings,
  stepsPerEpoch,
  type Trained,
  type TrainingLoop,
  train,
} from "./tiny-training.ts";

const none = Number.POSITIVE_INFINITY;
const steps = settings.numEpochs * stepsPerEpoch;

/** What the model comes to by each of the usual mistakes; who gets there has made it. */
const mistakes: readonly (readonly [variant: LoopVariant, reason: string])[] = [
  [
    { step: "never" },
    "The weights have not changed. `optimizer.step()` needs gradients, so it comes after `backward`, and a learning rate: the warmup begins at 0, until `scheduler.step()` raises it.",
  ],
  [
    { zero: "never" },
    "The gradients of earlier batches are still there: `await model.zeroGradients()` belongs into every step.",
  ],
  [
    { clip: none },
    "The gradients were not clipped: `await model.clipGradNorm(1)` between `backward` and the step.",
  ],
  [{ clip: 0.1 }, "The gradients were clipped to another norm than 1."],
  [{ weightDecay: 0 }, "There was no weight decay; `weightDecay: 0.01` is an option of `adamW`."],
  [{ schedule: "epoch" }, "The schedule went on once an epoch; it counts steps."],
  [{ schedule: "before" }, "The schedule was a step ahead: the optimizer's step comes first."],
  [
    { kind: "constant" },
    "The learning rate stayed the same; it should follow a linear schedule with a warmup.",
  ],
  [{ kind: "cosine" }, "The schedule should be linear."],
  [{ warmup: () => 0 }, "There was no warmup; `numWarmupSteps` is an option of the schedule."],
  [
    { epochs: () => 1 },
    "The training ended after one epoch, or the schedule did: `numTrainingSteps` counts the steps of all epochs.",
  ],
];

const outcomes = remembered(async () => ({
  right: await train(loop()),
  wrong: await inTurn(mistakes, async ([variant, reason]) => ({ reason, ...(await train(loop(variant))) })),
}));

export const loopOfYourOwn = defineExercise<TrainingLoop>({
  id: "3.4.1",
  title: "A training loop of your own",
  prompt: `
Fine-tune a classifier of single sentences, as SST-2 has them, by a loop of your own: a function
\`async (model, loader, { numEpochs, learningRate, numWarmupSteps }) => …\`.

\`model\` is compiled, as in this section, \`loader\` a \`DataLoader\` whose batches have labels. The optimizer is AdamW with that
learning rate and a weight decay of 0.01 for all parameters; the schedule is linear, with the warmup, over the steps of all epochs.
Each step forgets the old gradients, runs forward and backward, clips the gradients to a norm of 1, and takes the optimizer's and
then the schedule's step. The function gives the list of the losses, one number for each step.

It is checked by the weights that a small model comes to.`,
  hints: [
    'Before the loop: `await model.adamW({ learningRate, weightDecay: 0.01 })`, and `getScheduler("linear", { optimizer, numWarmupSteps, numTrainingSteps })`.',
    "`numTrainingSteps` is `numEpochs * loader.length`. One epoch is `for await (const batch of loader)`.",
    "In a step: `zeroGradients`, `const { loss } = await model.backward(batch)`, `clipGradNorm(1)`, `optimizer.step()`, `scheduler.step()`.",
  ],
  solution: "notebooks/solutions/03/loop-of-your-own.ts",
  timeLimit: 600_000,
  async check(answer) {
    mustBeFunction(answer, "async (model, loader, { numEpochs, learningRate, numWarmupSteps }) => …");
    const { right, wrong } = await outcomes();
    const found = await attempt("answer(model, loader, settings)", () => train(answer));
    if (!sameWeights(found, right)) {
      const mistake = wrong.find((trained) => sameWeights(found, trained));
      if (mistake) throw new WrongAnswer(mistake.reason);
      throw new WrongAnswer(
        `The weights are not those that the loop should come to. ${firstLoss(found.losses, right.losses as number[])}`,
      );
    }
    const { losses } = found;
    if (
      !Array.isArray(losses) ||
      losses.length !== steps ||
      !losses.every((loss) => typeof loss === "number")
    )
      throw new WrongAnswer(
        `The training is right; it should give the ${steps} losses, one number for each step, and gave \`${show(losses)}\`.`,
      );
    const i = losses.findIndex((loss, step) => !near(loss, (right.losses as number[])[step] ?? 0, 1e-4));
    if (i >= 0)
      throw new WrongAnswer(
        `The training is right; the loss of step ${i + 1} should be ${(right.losses as number[])[i]?.toFixed(4)}, it is ${show(losses[i])}.`,
      );
  },
});

function firstLoss(losses: unknown, right: readonly number[]): string {
  if (!Array.isArray(losses))
    return "Which of the steps is otherwise: gradients, clipping, optimizer, schedule?";
  const i = right.findIndex((loss, step) => !near(losses[step], loss, 1e-4));
  if (i < 0) return "The losses are right, so look at what comes after the last `backward`.";
  return `The first loss that differs is that of step ${i + 1}: ${show(losses[i])} instead of ${right[i]?.toFixed(4)}. What comes before it: learning rate, weight decay, warmup, clipping?`;
}

const sameWeights = (a: Trained, b: Trained): boolean =>
  a.weights.length === b.weights.length &&
  a.weights.every((value, i) => Math.abs(value - (b.weights[i] ?? 0)) < 1e-5);

async function inTurn<Item, Value>(
  items: readonly Item[],
  make: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const made: Value[] = [];
  for (const item of items) made.push(await make(item));
  return made;
}
