import type { WrongAnswerCase } from "../define-exercise.ts";
import { loop, type TrainingLoop } from "./tiny-training.ts";

const giving =
  (give: (losses: number[]) => unknown): TrainingLoop =>
  async (...args) =>
    give(await loop()(...args)) as number[];

export const wrong: WrongAnswerCase<TrainingLoop>[] = [
  { name: "losses", answer: [0.7, 0.6], says: /a function/ },
  {
    name: "never clears the gradients",
    answer: loop({ zero: "never" }),
    says: /gradients of earlier batches/,
  },
  {
    name: "clears them once, at the beginning",
    answer: loop({ zero: "once" }),
    says: /belongs into every step/,
  },
  { name: "does not clip", answer: loop({ clip: Number.POSITIVE_INFINITY }), says: /were not clipped/ },
  { name: "clips to another norm", answer: loop({ clip: 0.1 }), says: /another norm than 1/ },
  {
    name: "clips to five",
    answer: loop({ clip: 5 }),
    says: /first loss that differs.*clipping/,
  },
  { name: "no step of the optimizer", answer: loop({ step: "never" }), says: /have not changed/ },
  {
    name: "the step first",
    answer: loop({ step: "before" }),
    says: /needs gradients, so it comes after `backward`/,
  },
  { name: "no weight decay", answer: loop({ weightDecay: 0 }), says: /weightDecay: 0\.01/ },
  {
    name: "ten times the weight decay",
    answer: loop({ weightDecay: 0.1 }),
    says: /first loss that differs.*weight decay/,
  },
  {
    name: "ten times the rate",
    answer: loop({ rate: (rate) => 10 * rate }),
    says: /first loss that differs.*learning rate/,
  },
  {
    name: "no schedule's step",
    answer: loop({ schedule: "never" }),
    says: /until `scheduler.step\(\)` raises it/,
  },
  { name: "a schedule's step for each epoch", answer: loop({ schedule: "epoch" }), says: /once an epoch/ },
  { name: "the schedule's step first", answer: loop({ schedule: "before" }), says: /a step ahead/ },
  {
    name: "no schedule at all",
    answer: loop({ kind: "constant", schedule: "never", warmup: () => 0 }),
    says: /stayed the same/,
  },
  { name: "a cosine", answer: loop({ kind: "cosine" }), says: /should be linear/ },
  { name: "no warmup", answer: loop({ warmup: () => 0 }), says: /no warmup/ },
  {
    name: "counts the steps of one epoch",
    answer: loop({ trainingSteps: (all) => all / 2 }),
    says: /ended after one epoch, or the schedule did/,
  },
  { name: "one epoch", answer: loop({ epochs: () => 1 }), says: /ended after one epoch/ },
  {
    name: "an epoch more",
    answer: loop({ epochs: (epochs) => epochs + 1, trainingSteps: (all) => all * 1.5 }),
    says: /weights are not those/,
  },
  {
    name: "gives nothing",
    answer: giving(() => undefined),
    says: /training is right; it should give the 6 losses/,
  },
  { name: "gives the last loss", answer: giving((losses) => losses.at(-1)), says: /the 6 losses/ },
  {
    name: "gives a mean for each epoch",
    answer: giving(([a = 0, b = 0, c = 0, ...rest]) => [(a + b + c) / 3, rest.reduce((x, y) => x + y) / 3]),
    says: /the 6 losses/,
  },
  {
    name: "gives texts",
    answer: giving((losses) => losses.map((loss) => loss.toFixed(3))),
    says: /one number for each step/,
  },
  {
    name: "gives them from the end",
    answer: giving((losses) => losses.toReversed()),
    says: /the loss of step 1 should be/,
  },
  {
    name: "evaluates instead",
    answer: async (model, loader) => {
      const losses: number[] = [];
      for await (const batch of loader) losses.push(Number((await model.evaluate(batch)).loss?.data[0]));
      return losses;
    },
    says: /have not changed/,
  },
];
