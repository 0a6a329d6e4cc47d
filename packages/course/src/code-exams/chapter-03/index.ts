import type { CodeExam, TestCase } from "../code-exam.ts";
import { type SeededNumbers, seededNumbers } from "../seeded-numbers.ts";
import { f1, learningRate, pad, train } from "./solution.ts";
import type { TrainOptions } from "./template.ts";

const padding = ({ list, whole }: SeededNumbers): TestCase[] => {
  const row = (length: number) => list(length, () => whole(1, 999));
  const test = (name: string, rows: number[][], padTokenId: number, hint: string): TestCase => ({
    ...{ name: `pad: ${name}`, call: "pad", args: [rows, padTokenId], expected: pad(rows, padTokenId), hint },
  });
  const longest = whole(8, 12);
  return [
    test(
      "rows of different length",
      [row(3), row(longest), row(5)],
      0,
      "Fill up to the longest row of this batch.",
    ),
    test("another padding token", [row(2), row(longest)], whole(1000, 2000), "Fill with padTokenId."),
    test(
      "the padding token within a text",
      [[7, 1001, 9], row(longest)],
      1001,
      "The mask is about places, not ids: what is text stays 1.",
    ),
    test("rows of one length", [row(4), row(4)], 0, "Nothing is to be filled here."),
    test("an empty row, and an empty batch", [[], row(3)], 0, "An empty row is all padding."),
    test("no rows", [], 0, "A batch without rows has lists without rows."),
  ];
};

const schedule = ({ uniform, whole }: SeededNumbers): TestCase[] => {
  const peak = 1 + uniform();
  const warmupSteps = whole(5, 20);
  const settings = { peak, warmupSteps, totalSteps: warmupSteps + whole(30, 90) };
  const test = (name: string, step: number, options: typeof settings, hint: string): TestCase => ({
    ...{ name: `learningRate: ${name}`, call: "learningRate", args: [step, options], hint },
    expected: learningRate(step, options),
  });
  const without = { ...settings, warmupSteps: 0 };
  const { totalSteps } = settings;
  return [
    test("the first step", 0, settings, "With warmup it begins at 0."),
    test("within warmup", whole(1, warmupSteps - 1), settings, "Warmup is a line from 0 to peak."),
    test("the end of warmup", warmupSteps, settings, "At step warmupSteps it is the peak."),
    test(
      "after warmup",
      whole(warmupSteps + 1, totalSteps - 1),
      settings,
      "The way down takes totalSteps − warmupSteps steps and ends at 0.",
    ),
    test("the last step", totalSteps, settings, "At totalSteps it is 0."),
    test("past the end", totalSteps + whole(1, 50), settings, "It stays 0, and never becomes negative."),
    test("the first step without warmup", 0, without, "Without warmup it begins at the peak."),
    test("a later step without warmup", whole(1, totalSteps - 1), without, "The way down begins at once."),
  ];
};

const scores = ({ list, whole, uniform }: SeededNumbers): TestCase[] => {
  const test = (name: string, predictions: number[], labels: number[], hint: string): TestCase => ({
    ...{
      name: `f1: ${name}`,
      call: "f1",
      args: [predictions, labels],
      expected: f1(predictions, labels),
      hint,
    },
  });
  const labels = [1, 1, 1, ...list(60, () => Number(uniform() < 0.2))];
  const greedy = labels.map((label) => (label === 1 ? 1 : Number(uniform() < 0.4)));
  const shy = labels.map((label, i) => (label === 1 && i % 3 === 0 ? 1 : 0));
  const rest = list(whole(10, 20), () => 0);
  return [
    test("many false alarms", greedy, labels, "Precision counts what was predicted as 1 and is 0."),
    test("many misses", [...shy, 0], [...labels, 1], "Recall counts what is 1 and was not predicted."),
    test("all right", labels, labels, "It is 1 when all are right."),
    test("nothing predicted", [0, ...rest], [1, ...rest], "Without a right 1 it is 0, not NaN."),
    test("no label 1 at all", [0, ...rest], [0, ...rest], "Without a right 1 it is 0, not NaN."),
    test("only wrong ones", [1, 0, ...rest], [0, 1, ...rest], "Without a right 1 it is 0, not NaN."),
  ];
};

const training = ({ list, uniform }: SeededNumbers): TestCase[] => {
  const examples = 23;
  const inputs = list(examples, () => [1, ...list(3, () => 2 * uniform() - 1)]);
  const labels = inputs.map(([, a = 0, b = 0]) => Number(a - b + 0.3 * (uniform() - 0.5) > 0));
  const plain = {
    peak: 0.5,
    warmupSteps: 0,
    totalSteps: 200,
    epochs: 1,
    batchSize: 1,
    gradientAccumulationSteps: 1,
  };
  const test = (name: string, changes: Partial<TrainOptions>, hint: string): TestCase => {
    const options = { ...plain, ...changes };
    const expected = train(inputs, labels, options);
    return { name: `train: ${name}`, call: "train", args: [inputs, labels, options], expected, hint };
  };
  return [
    test("one example at a time", {}, "A step after each example, at the learning rate of that step."),
    test(
      "batches",
      { batchSize: 8 },
      "The gradient is the mean over the examples that a batch has; the last has 7.",
    ),
    test(
      "epochs with warmup",
      { batchSize: 4, epochs: 3, warmupSteps: 6 },
      "Steps are counted through all epochs.",
    ),
    test(
      "accumulated gradients",
      { batchSize: 4, gradientAccumulationSteps: 3, epochs: 2 },
      "The mean over the micro-batches, one step for all, and weights that stay while they are gathered.",
    ),
    test(
      "fewer micro-batches at the end",
      { batchSize: 5, gradientAccumulationSteps: 4, epochs: 2 },
      "What is left at the end of an epoch makes a step: the mean over those that are there.",
    ),
    test("no epochs", { epochs: 0 }, "Weights begin at 0."),
  ];
};

/** A Trainer by hand: padding, schedule, metric, loop. */
export const chapter3: CodeExam = {
  chapter: 3,
  title: "A Trainer by hand",
  template: new URL("template.ts", import.meta.url),
  tests: (seed) => {
    const numbers = seededNumbers(`code exam 3\n${seed}`);
    return [padding, schedule, scores, training].flatMap((part) => part(numbers));
  },
};
