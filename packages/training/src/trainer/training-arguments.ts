import { z } from "zod";
import { schedulerNames } from "../schedules/get-scheduler.ts";
import { contradictions } from "./contradictions.ts";
import { TrainingArgumentsError } from "./errors.ts";

const count = z.int().positive();
const whole = z.int().nonnegative();
const nonNegative = z.number().nonnegative();
const share = z.number().min(0).lt(1);

export const trainingArgumentsSchema = z.strictObject({
  /** Where checkpoints are written, as `checkpoint-N` for step N. */
  outputDir: z.string().min(1).default("trainer_output"),

  /** May be a fraction. */
  numTrainEpochs: z.number().positive().default(3),
  /** Optimizer steps; overrides the epochs. Default: as many as the epochs have. */
  maxSteps: count.optional(),
  perDeviceTrainBatchSize: count.default(8),
  perDeviceEvalBatchSize: count.default(8),
  /** Batches whose gradients make one step. */
  gradientAccumulationSteps: count.default(1),

  /**
   * AdamW, with moments of 32 or of 8 bits ("adamw_8bit", "adamw_bnb_8bit": the same), or Adafactor without relative steps
   * and parameter scaling.
   */
  optim: z.enum(["adamw_torch", "adamw_8bit", "adamw_bnb_8bit", "adafactor"]).default("adamw_torch"),
  learningRate: nonNegative.default(5e-5),
  /** Of all parameters but biases and norms. */
  weightDecay: nonNegative.default(0),
  adamBeta1: share.default(0.9),
  adamBeta2: share.default(0.999),
  adamEpsilon: nonNegative.default(1e-8),
  /** The L2 norm that gradients are clipped to; 0 for no clipping. */
  maxGradNorm: nonNegative.default(1),
  labelSmoothingFactor: share.default(0),
  /** Computes activations again in the backward pass: less memory, more time. */
  gradientCheckpointing: z.boolean().default(false),

  lrSchedulerType: z.enum(schedulerNames).default("linear"),
  /** `numCycles`, `power`, `lrEnd` or `minLrRate`, by the type. */
  lrSchedulerKwargs: z
    .strictObject({
      numCycles: z.number().positive(),
      power: z.number().positive(),
      lrEnd: nonNegative,
      minLrRate: share,
    })
    .partial()
    .default({}),
  warmupSteps: whole.default(0),
  /** Of all steps. */
  warmupRatio: share.default(0),

  evalStrategy: z.enum(["no", "steps", "epoch"]).default("no"),
  /** Default: `loggingSteps`. */
  evalSteps: count.optional(),
  loggingStrategy: z.enum(["no", "steps", "epoch"]).default("steps"),
  loggingSteps: count.default(500),
  loggingFirstStep: z.boolean().default(false),
  saveStrategy: z.enum(["no", "steps", "epoch", "best"]).default("steps"),
  saveSteps: count.default(500),
  /** The number of checkpoints kept; the best and the last one always are. Default: all. */
  saveTotalLimit: count.optional(),
  loadBestModelAtEnd: z.boolean().default(false),
  /** With or without "eval_". Default: "loss". */
  metricForBestModel: z.string().min(1).optional(),
  /** Default: true, but false for a metric whose name ends in "loss". */
  greaterIsBetter: z.boolean().optional(),

  seed: whole.default(42),
  /** Of the order of examples. Default: `seed`. */
  dataSeed: whole.optional(),
  /** Batches of examples of similar length. */
  groupByLength: z.boolean().default(false),
  dataloaderDropLast: z.boolean().default(false),
  /** Drops the features that are no inputs of the model. */
  removeUnusedColumns: z.boolean().default(true),
  /** Default: the inputs of the model among `labels`, `start_positions` and `end_positions`. */
  labelNames: z.array(z.string()).optional(),

  /** Reporters of their default settings; others, or with settings, are callbacks of the trainer. */
  reportTo: z.union([z.literal("none"), z.array(z.enum(["tensorboard", "json"]))]).default("none"),

  /** Shares the model on the Hub while it is trained, and where it is saved with `saveModel`. */
  pushToHub: z.boolean().default(false),
  /** `namespace/name`, or a name of the token's account. Default: the name of `outputDir`. */
  hubModelId: z.string().min(1).optional(),
  /**
   * When: only where the model is saved ("end"); also with each checkpoint, its model ("every_save"), and with it what
   * resumes the training, as `last-checkpoint` ("checkpoint") or each under its name ("all_checkpoints").
   */
  hubStrategy: z.enum(["end", "every_save", "checkpoint", "all_checkpoints"]).default("every_save"),
  /** Of a repository that is made. Default: what the Hub has for the namespace. */
  hubPrivateRepo: z.boolean().optional(),
  /** Default: `HF_TOKEN`, or the saved one. Is in no text of the arguments, no log and no error. */
  hubToken: z.string().min(1).optional(),

  /**
   * Mixed precision: products with numbers of 16 bits, weights and sums in float32. fp16 scales the loss. A CPU computes it
   * with rounded float32: the results are those of 16 bits, time and memory are not.
   */
  fp16: z.boolean().default(false),
  bf16: z.boolean().default(false),
});

/** What a user gives; names and defaults are those of Hugging Face's `TrainingArguments`. */
export type TrainingOptions = z.input<typeof trainingArgumentsSchema>;

/** Options with their defaults. */
export type TrainingArguments = Readonly<z.output<typeof trainingArgumentsSchema>>;

/**
 * Checks options and fills in defaults.
 *
 * @throws TrainingArgumentsError for unknown options, values out of range, and options that contradict each other
 */
export function trainingArguments(options: TrainingOptions = {}): TrainingArguments {
  return parseArguments(trainingArgumentsSchema, options);
}

/** The same for arguments of a trainer that has more of them. */
export function parseArguments<Arguments extends TrainingArguments>(
  schema: z.ZodType<Arguments>,
  options: unknown,
): Arguments {
  const { success, data, error } = schema.safeParse(options, { reportInput: true });
  if (!success) throw new TrainingArgumentsError(error);
  const [contradiction] = contradictions(data);
  if (contradiction) throw new TrainingArgumentsError(contradiction);
  // Reporters write the arguments down, and notebooks show them.
  if (data.hubToken !== undefined) Object.defineProperty(data, "hubToken", { enumerable: false });
  return data;
}
