import { inspect } from "node:util";
import { afterEach, expect, test, vi } from "vitest";
import { TrainingArgumentsError } from "./errors.ts";
import { type TrainingOptions, trainingArguments } from "./training-arguments.ts";

afterEach(() => vi.unstubAllEnvs());

test("defaults are Hugging Face's", () => {
  expect(trainingArguments()).toMatchObject({
    ...{ numTrainEpochs: 3, perDeviceTrainBatchSize: 8, perDeviceEvalBatchSize: 8, learningRate: 5e-5 },
    ...{ weightDecay: 0, adamBeta1: 0.9, adamBeta2: 0.999, adamEpsilon: 1e-8, maxGradNorm: 1 },
    ...{ lrSchedulerType: "linear", warmupSteps: 0, loggingSteps: 500, saveSteps: 500, seed: 42 },
    ...{ evalStrategy: "no", saveStrategy: "steps", loggingStrategy: "steps", loadBestModelAtEnd: false },
  });
});

test("arguments are options again", () => {
  const args = trainingArguments({ maxSteps: 3, evalStrategy: "epoch", saveStrategy: "epoch" });
  expect(trainingArguments(args)).toEqual(args);
});

const contradicting: [TrainingOptions, string][] = [
  [
    { loadBestModelAtEnd: true, evalStrategy: "epoch" },
    "loadBestModelAtEnd needs a checkpoint for each evaluation, set evalStrategy and saveStrategy to the same: epoch, steps",
  ],
  [
    { loadBestModelAtEnd: true, saveStrategy: "no" },
    'loadBestModelAtEnd needs evaluations, set evalStrategy and saveStrategy to "epoch": no',
  ],
  [
    { loadBestModelAtEnd: true, evalStrategy: "steps", evalSteps: 20, saveSteps: 30 },
    "loadBestModelAtEnd needs an evaluation for each checkpoint, make saveSteps a multiple of evalSteps: 30, 20",
  ],
  [{ saveStrategy: "best" }, 'saveStrategy "best" needs evaluations, set evalStrategy to "epoch": no'],
  [
    { metricForBestModel: "f1" },
    'metricForBestModel needs evaluations, set evalStrategy to "epoch" or leave the metric out: no, f1',
  ],
  [
    { greaterIsBetter: true },
    "greaterIsBetter needs metricForBestModel, name the metric or leave both out: true",
  ],
  [
    { warmupSteps: 10, warmupRatio: 0.1 },
    "warmupSteps and warmupRatio are the same in two units, leave one out: 10, 0.1",
  ],
  [{ fp16: true, bf16: true }, "fp16 and bf16 exclude each other, leave one out: true, true"],
];

test.each(contradicting)("%j contradict each other", (options, message) => {
  expect(() => trainingArguments(options)).toThrow(new TrainingArgumentsError(message));
});

test("values out of range and unknown options are named", () => {
  expect(() => trainingArguments({ learningRate: -1 })).toThrow(
    "invalid training arguments, learningRate: Too small: expected number to be >=0, given -1",
  );
  expect(() => trainingArguments({ learning_rate: 1 } as TrainingOptions)).toThrow(
    'Unrecognized key: "learning_rate"',
  );
  expect(() => trainingArguments({ lrSchedulerType: "step" as "linear" })).toThrow('given "step"');
});

test("the Hub's token is an argument that nothing shows", () => {
  const hubToken = "hf_s3cret";
  const args = trainingArguments({ hubToken, pushToHub: true });
  expect(args.hubToken).toBe(hubToken);
  expect(trainingArguments(args).hubToken).toBe(hubToken);
  expect(JSON.stringify(args) + inspect(args)).not.toContain(hubToken);
  for (const wrong of [{ hubToken, learning_rate: 1 }, { hubToken: [hubToken] }]) {
    const refused = () => trainingArguments(wrong as unknown as TrainingOptions);
    expect(refused).toThrow(TrainingArgumentsError);
    expect(refused).toThrow(/^((?!hf_s3cret)[\s\S])*$/);
  }
});
