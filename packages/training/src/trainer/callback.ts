import type { TrainerState } from "./trainer-state.ts";
import type { TrainingArguments } from "./training-arguments.ts";

/**
 * Numbers under Hugging Face's names, the same in logs and in `trainer_state.json`: `loss`, `grad_norm`, `learning_rate`
 * while training, `eval_loss` and `eval_accuracy` of an evaluation, `train_runtime` (seconds),
 * `train_samples_per_second` and the like at the end.
 */
export type Metrics = Readonly<Record<string, number>>;

/** What happens next. Callbacks set the fields; the trainer does what they say and clears them. */
export interface TrainerControl {
  /** Ends the training after this step. Stays set. */
  shouldTrainingStop: boolean;
  /** Goes on with the next epoch after this step. */
  shouldEpochStop: boolean;
  shouldLog: boolean;
  shouldEvaluate: boolean;
  shouldSave: boolean;
}

/** What an event is about, besides the state. */
export interface TrainerEvent {
  /** `onLog`: what is logged, with `epoch`. */
  readonly logs?: Metrics;
  /** `onEvaluate` and `onPredict`: the result. */
  readonly metrics?: Metrics;
  /** `onSave`: the folder of the checkpoint. */
  readonly checkpoint?: string;
  /** `onPredictionStep`: batches done, and all where their number is known. */
  readonly progress?: { readonly batches: number; readonly total: number | undefined };
}

type Handler = (
  args: TrainingArguments,
  state: TrainerState,
  control: TrainerControl,
  event: TrainerEvent,
) => void | Promise<void>;

/**
 * Takes part in a training: reporters, progress bars, early stopping. Events are awaited, one callback after the
 * other in the order they were given; what one throws ends the training. Of several processes each calls its own
 * callbacks; the control is then the main process's in all.
 */
export interface TrainerCallback {
  /** For what shows or writes something: called in the main process alone. Default: false. */
  readonly mainProcessOnly?: boolean;
  onTrainBegin?: Handler;
  onEpochBegin?: Handler;
  onStepBegin?: Handler;
  /** After each optimizer step. */
  onStepEnd?: Handler;
  onEpochEnd?: Handler;
  /** After each batch of an evaluation or prediction. */
  onPredictionStep?: Handler;
  onEvaluate?: Handler;
  onPredict?: Handler;
  onSave?: Handler;
  onLog?: Handler;
  /** Also where the training fails or is interrupted, so that files are closed. */
  onTrainEnd?: Handler;
  /** What a checkpoint keeps of this callback, under `stateName`. */
  readonly stateName?: string;
  stateDict?(): Readonly<Record<string, unknown>>;
  loadStateDict?(state: Readonly<Record<string, unknown>>): void;
}
