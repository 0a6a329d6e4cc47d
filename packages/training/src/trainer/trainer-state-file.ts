import { z } from "zod";
import type { TrainerState } from "./trainer-state.ts";

const logEntry = z.record(z.string(), z.number());

/** `trainer_state.json` as Hugging Face's trainer writes it; what is not used here is kept for its reader. */
const fileSchema = z.object({
  best_global_step: z.int().nullable().default(null),
  best_metric: z.number().nullable(),
  best_model_checkpoint: z.string().nullable(),
  epoch: z.number(),
  eval_steps: z.number(),
  global_step: z.int().nonnegative(),
  is_hyper_param_search: z.boolean(),
  is_local_process_zero: z.boolean(),
  is_world_process_zero: z.boolean(),
  log_history: z.array(logEntry),
  logging_steps: z.number(),
  max_steps: z.int(),
  num_input_tokens_seen: z.number(),
  num_train_epochs: z.number(),
  save_steps: z.number(),
  stateful_callbacks: z.record(z.string(), z.unknown()),
  total_flos: z.number(),
  train_batch_size: z.int().nullable(),
  trial_name: z.string().nullable(),
  trial_params: z.record(z.string(), z.unknown()).nullable(),
});

export type TrainerStateFile = z.output<typeof fileSchema>;

/** What `trainer_state.json` holds besides the state. */
interface Settings {
  readonly evalSteps?: number | undefined;
  readonly loggingSteps: number;
  readonly saveSteps: number;
  readonly perDeviceTrainBatchSize: number;
}

export function writeState(
  state: TrainerState,
  args: Settings,
  callbacks: Readonly<Record<string, unknown>>,
): TrainerStateFile {
  return {
    best_global_step: state.bestGlobalStep ?? null,
    best_metric: state.bestMetric ?? null,
    best_model_checkpoint: state.bestModelCheckpoint ?? null,
    epoch: state.epoch,
    eval_steps: args.evalSteps ?? args.loggingSteps,
    global_step: state.globalStep,
    is_hyper_param_search: false,
    is_local_process_zero: true,
    is_world_process_zero: true,
    log_history: [...state.logHistory],
    logging_steps: args.loggingSteps,
    max_steps: state.maxSteps,
    num_input_tokens_seen: 0,
    num_train_epochs: state.numTrainEpochs,
    save_steps: args.saveSteps,
    stateful_callbacks: { ...callbacks },
    total_flos: 0,
    train_batch_size: args.perDeviceTrainBatchSize,
    trial_name: null,
    trial_params: null,
  };
}

/** @throws ZodError where the content is not that of a `trainer_state.json` */
export function readState(content: unknown): { state: TrainerState; callbacks: Record<string, unknown> } {
  const file = fileSchema.parse(content, { reportInput: true });
  return {
    state: {
      globalStep: file.global_step,
      epoch: file.epoch,
      maxSteps: file.max_steps,
      numTrainEpochs: file.num_train_epochs,
      logHistory: file.log_history,
      bestMetric: file.best_metric ?? undefined,
      bestGlobalStep: file.best_global_step ?? undefined,
      bestModelCheckpoint: file.best_model_checkpoint ?? undefined,
    },
    callbacks: file.stateful_callbacks,
  };
}
