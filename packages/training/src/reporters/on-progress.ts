import type { Metrics, TrainerCallback } from "../trainer/callback.ts";
import type { TrainerState } from "../trainer/trainer-state.ts";
import { isComplete } from "./is-complete.ts";

/** How far a training, or an evaluation by itself, has come. */
export interface ProgressReport {
  /** The last three come last: all trained, ended before, and an evaluation outside a training. */
  readonly status: "training" | "evaluating" | "trained" | "stopped" | "evaluated";
  readonly step: number;
  readonly maxSteps: number;
  readonly epoch: number;
  readonly numTrainEpochs: number;
  /** The last ones logged. */
  readonly loss: number | undefined;
  readonly learningRate: number | undefined;
  /** Of the evaluation under way, or just done. */
  readonly batches: { readonly done: number; readonly total: number | undefined };
  /** Seconds since the training began. */
  readonly elapsed: number;
  /** Since the training began or was resumed, evaluations included. `undefined` before the first step. */
  readonly stepsPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
  /** What has been logged just now. */
  readonly logs: Metrics | undefined;
}

/**
 * Tells a listener after each step, batch of an evaluation, and log how far the training is, in the main process. For a
 * display of one's own; `reportProgress` has one.
 */
export function onProgress(listener: (progress: ProgressReport) => void | Promise<void>): TrainerCallback {
  let training = false;
  let begin: { readonly time: number; readonly step: number } | undefined;
  let loss: number | undefined;
  let learningRate: number | undefined;
  let batches: ProgressReport["batches"] = { done: 0, total: undefined };

  const tell = (status: ProgressReport["status"], state: TrainerState, logs?: Metrics) => {
    begin ??= { time: performance.now(), step: state.globalStep };
    const elapsed = (performance.now() - begin.time) / 1000;
    const steps = state.globalStep - begin.step;
    const stepsPerSecond = steps > 0 && elapsed > 0 ? steps / elapsed : undefined;
    return listener({
      status,
      step: state.globalStep,
      maxSteps: state.maxSteps,
      epoch: state.epoch,
      numTrainEpochs: state.numTrainEpochs,
      loss,
      learningRate,
      batches,
      elapsed,
      stepsPerSecond,
      secondsLeft: stepsPerSecond && (state.maxSteps - state.globalStep) / stepsPerSecond,
      logs,
    });
  };
  const evaluated = (state: TrainerState) => {
    if (training) return tell("training", state);
    const told = tell("evaluated", state);
    begin = undefined;
    return told;
  };

  return {
    mainProcessOnly: true,
    onTrainBegin(_, state) {
      training = true;
      begin = undefined;
      loss = undefined;
      learningRate = undefined;
      return tell("training", state);
    },
    onStepEnd: (_, state) => tell("training", state),
    onPredictionStep(_, state, __, { progress }) {
      batches = { done: progress?.batches ?? 0, total: progress?.total };
      return tell("evaluating", state);
    },
    onLog(_, state, __, { logs = {} }) {
      loss = logs.loss ?? loss;
      learningRate = logs.learning_rate ?? learningRate;
      return training ? tell("training", state, logs) : undefined;
    },
    onEvaluate: (_, state) => evaluated(state),
    onPredict: (_, state) => evaluated(state),
    onTrainEnd(_, state, control) {
      // Also comes where a training fails before it begins.
      if (!training) return;
      training = false;
      const told = tell(isComplete(state, control) ? "trained" : "stopped", state);
      begin = undefined;
      return told;
    },
  };
}
