import type { ReadTrainingSummary } from "./training-summary.ts";

/** The hyperparameters of a training under the names that cards of `transformers` have. */
export function hyperparameters({
  args = {},
  numProcesses,
}: Pick<ReadTrainingSummary, "args" | "numProcesses">): [name: string, value: string | number][] {
  const perStep = (args.gradientAccumulationSteps ?? 1) * numProcesses;
  const precision = args.bf16 ? "bf16" : args.fp16 ? "fp16" : undefined;
  const rows: [string, string | number | undefined][] = [
    ["learning_rate", args.learningRate],
    ["train_batch_size", args.perDeviceTrainBatchSize],
    ["eval_batch_size", args.perDeviceEvalBatchSize],
    ["seed", args.seed],
    ["num_devices", unless(1, numProcesses)],
    ["gradient_accumulation_steps", unless(1, args.gradientAccumulationSteps)],
    [
      "total_train_batch_size",
      perStep === 1 || args.perDeviceTrainBatchSize === undefined
        ? undefined
        : args.perDeviceTrainBatchSize * perStep,
    ],
    ["optimizer", optimizer(args)],
    ["weight_decay", unless(0, args.weightDecay)],
    ["max_grad_norm", args.maxGradNorm],
    ["lr_scheduler_type", args.lrSchedulerType],
    ["lr_scheduler_warmup_steps", unless(0, args.warmupSteps)],
    ["lr_scheduler_warmup_ratio", unless(0, args.warmupRatio)],
    args.maxSteps === undefined ? ["num_epochs", args.numTrainEpochs] : ["training_steps", args.maxSteps],
    ["label_smoothing_factor", unless(0, args.labelSmoothingFactor)],
    ["mixed_precision_training", precision],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

function optimizer(args: NonNullable<ReadTrainingSummary["args"]>): string | undefined {
  if (args.optim === undefined || args.optim === "adafactor" || args.adamBeta1 === undefined)
    return args.optim;
  return `${args.optim}, betas (${args.adamBeta1}, ${args.adamBeta2}), epsilon ${args.adamEpsilon}`;
}

function unless(usual: number, value: number | undefined): number | undefined {
  return value === usual ? undefined : value;
}
