import { SchedulerError } from "./errors.ts";
import { LrScheduler, type ScheduledOptimizer } from "./lr-scheduler.ts";

/** Settings of single schedules, with Hugging Face's defaults. */
export interface ScheduleSettings {
  /** Of the cosine. Default: 0.5; with restarts and hard ones, 1. */
  readonly numCycles?: number;
  /** Of the polynomial. Default: 1. */
  readonly power?: number;
  /** The learning rate the polynomial ends at. Default: 1e-7. */
  readonly lrEnd?: number;
  /** The share of the learning rate that `cosine_with_min_lr` ends at. Default: 0. */
  readonly minLrRate?: number;
}

export interface SchedulerOptions extends ScheduleSettings {
  readonly optimizer: ScheduledOptimizer;
  /** Steps over which the learning rate grows from 0. Default: 0. */
  readonly numWarmupSteps?: number;
  /** All steps, with those of the warmup. */
  readonly numTrainingSteps: number;
}

interface Steps extends Required<Omit<ScheduleSettings, "numCycles">> {
  readonly numCycles?: number | undefined;
  readonly warmup: number;
  readonly training: number;
  /** The optimizer's own learning rate, λ₀. */
  readonly initial: number;
}

/** The factor of the learning rate after `step` steps, from the end of the warmup on; s = step − warmup. */
type Schedule = (step: number, steps: Steps) => number;

const progress: Schedule = (step, { warmup, training }) => (step - warmup) / Math.max(1, training - warmup);

const schedules = {
  /** (training − step) / (training − warmup) */
  linear: (step, steps) => Math.max(0, (steps.training - step) / Math.max(1, steps.training - steps.warmup)),
  /** ½ (1 + cos 2π · numCycles · progress) */
  cosine: (step, steps) =>
    Math.max(0, 0.5 * (1 + Math.cos(2 * Math.PI * (steps.numCycles ?? 0.5) * progress(step, steps)))),
  /** ½ (1 + cos π · (numCycles · progress mod 1)) */
  cosine_with_restarts: (step, steps) => {
    const done = progress(step, steps);
    if (done >= 1) return 0;
    return Math.max(0, 0.5 * (1 + Math.cos(Math.PI * (((steps.numCycles ?? 1) * done) % 1))));
  },
  /** The cosine, between 1 and minLrRate. */
  cosine_with_min_lr: (step, steps) => {
    const factor = 0.5 * (1 + Math.cos(2 * Math.PI * (steps.numCycles ?? 0.5) * progress(step, steps)));
    return Math.max(0, factor * (1 - steps.minLrRate) + steps.minLrRate);
  },
  /** ((λ₀ − lrEnd) · (1 − progress)^power + lrEnd) / λ₀ */
  polynomial: (step, steps) => {
    const { initial, lrEnd, power, training } = steps;
    if (step > training) return lrEnd / initial;
    return ((initial - lrEnd) * (1 - progress(step, steps)) ** power + lrEnd) / initial;
  },
  constant: () => 1,
  constant_with_warmup: () => 1,
  /** √(timescale / (step − warmup + timescale)), with timescale = warmup, or 10,000 without one */
  inverse_sqrt: (step, { warmup }) => {
    const timescale = warmup || 10_000;
    return 1 / Math.sqrt((step - warmup + timescale) / timescale);
  },
} satisfies Record<string, Schedule>;

export type SchedulerName = keyof typeof schedules;
export const schedulerNames = Object.keys(schedules) as [SchedulerName, ...SchedulerName[]];

/**
 * A schedule of the learning rate by its Hugging Face name: from 0 up to the optimizer's own within the warmup, then
 * down as the name says. Call `step()` after each step of the optimizer.
 *
 * @throws SchedulerError for an unknown name, or a warmup that is longer than the training
 */
export function getScheduler(name: SchedulerName, options: SchedulerOptions): LrScheduler {
  const schedule: Schedule | undefined = schedules[name];
  if (!schedule)
    throw new SchedulerError(`unknown schedule, expected one of ${schedulerNames.join(", ")}: ${name}`);
  const { optimizer, numWarmupSteps: warmup = 0, numTrainingSteps: training } = options;
  const { numCycles, power = 1, lrEnd = 1e-7, minLrRate = 0 } = options;
  if (warmup > training)
    throw new SchedulerError(
      `numWarmupSteps is more than numTrainingSteps, lower it: ${warmup} > ${training}`,
    );
  const hasWarmup = name !== "constant";
  return new LrScheduler(optimizer, (step, initial) => {
    if (hasWarmup && step < warmup) return step / Math.max(1, warmup);
    return schedule(step, { warmup, training, numCycles, power, lrEnd, minLrRate, initial });
  });
}
