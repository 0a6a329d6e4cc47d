import { z } from "zod";

const number = z.number();
const text = z.string().min(1);

/** What of a trainer's arguments a card tells; those of the trainer may be given as they are. */
const argumentsSchema = z.looseObject({
  learningRate: number.optional(),
  perDeviceTrainBatchSize: number.optional(),
  perDeviceEvalBatchSize: number.optional(),
  gradientAccumulationSteps: number.optional(),
  seed: number.optional(),
  optim: z.string().optional(),
  adamBeta1: number.optional(),
  adamBeta2: number.optional(),
  adamEpsilon: number.optional(),
  weightDecay: number.optional(),
  maxGradNorm: number.optional(),
  labelSmoothingFactor: number.optional(),
  lrSchedulerType: z.string().optional(),
  warmupSteps: number.optional(),
  warmupRatio: number.optional(),
  numTrainEpochs: number.optional(),
  maxSteps: number.optional(),
  loadBestModelAtEnd: z.boolean().optional(),
  fp16: z.boolean().optional(),
  bf16: z.boolean().optional(),
});

const datasetSchema = z.object({
  /** As people write it. */
  name: text,
  /** Its id on the Hub, where it has one. */
  id: text.optional(),
  config: text.optional(),
  /** What the model was evaluated on. */
  split: text.optional(),
  revision: text.optional(),
});

export const trainingSummarySchema = z.object({
  /** The name of the model. */
  modelName: text,
  /** The model's id on the Hub, for the example. Default: `modelName` */
  modelId: text.optional(),
  /** A task of the Hub, as `text-classification`. */
  task: text.optional(),
  /** The id of the model that it was trained from. Default: the card does not say what it was trained from. */
  baseModel: text.optional(),
  /** Default: `finetune` */
  baseModelRelation: z.enum(["adapter", "merge", "quantized", "finetune"]).optional(),
  language: z.union([text, z.array(text)]).optional(),
  license: text.optional(),
  tags: z.array(text).optional(),
  datasets: z.array(datasetSchema).default([]),
  /** Sentences; a section without them says that it is to be written. */
  description: text.optional(),
  intendedUse: text.optional(),
  limitations: text.optional(),
  trainingData: text.optional(),
  /** The trainer's arguments. */
  args: argumentsSchema.optional(),
  /** Processes that trained together. Default: 1 */
  numProcesses: z.int().positive().default(1),
  /** The trainer's state. */
  state: z
    .looseObject({
      logHistory: z.array(z.record(z.string(), number)).readonly(),
      /** Whose weights the model has, where the best ones were loaded at the end. */
      bestGlobalStep: number.optional(),
    })
    .optional(),
  /**
   * What the model scores, as `evaluate` gives it. Default: the log of the best step where `args.loadBestModelAtEnd` is set,
   * else the last evaluation in it
   */
  metrics: z.record(z.string(), number).optional(),
  /** What the pipeline of the task is called with in the example. Default: something for the task */
  exampleInputs: z.array(z.unknown()).optional(),
  /** As `{ "Transformers.js": "4.3.1" }`. */
  frameworkVersions: z.record(z.string(), z.string()).optional(),
});

/** What `modelCardFromTraining` takes: plain data. */
export type TrainingSummary = z.input<typeof trainingSummarySchema>;
export type ReadTrainingSummary = z.output<typeof trainingSummarySchema>;
