import type { z } from "zod";

/** Options of a training out of range, or that contradict each other. The message names them and the way out. */
export class TrainingArgumentsError extends Error {
  override name = "TrainingArgumentsError";

  /** @param problem what a zod schema found, parsed with `reportInput`, or a sentence */
  constructor(problem: z.ZodError | string) {
    const text = typeof problem === "string" ? problem : problem.issues.map(describe).join("; ");
    super(`invalid training arguments, ${text}`);
  }
}

function describe({ path, message, input }: z.core.$ZodIssue): string {
  const isSecret = (key: PropertyKey) => key === "hubToken";
  const given = path.some(isSecret)
    ? "***"
    : JSON.stringify(input, (key, value) => (isSecret(key) ? "***" : value));
  return `${[...path, message].join(": ")}, given ${given}`;
}

/** Half precision where it is not to be had. */
export class UnsupportedPrecisionError extends Error {
  override name = "UnsupportedPrecisionError";
  readonly precision: string;
  readonly device: string;

  constructor(precision: string, device: string) {
    super(
      `${precision} needs a loss that is scaled, which the Trainer does; in a loop of your own use bf16: ${device}`,
    );
    this.precision = precision;
    this.device = device;
  }
}

/** A trainer that was given parts which do not belong together, such as an evaluation without a dataset. */
export class TrainerError extends Error {
  override name = "TrainerError";
}

/** Where a training was when it stopped. */
export interface Whereabouts {
  /** The step that was not taken. */
  readonly step: number;
  readonly epoch: number;
  /** Of the epoch, counted from 0. */
  readonly batch: number;
  /** Which examples of the dataset, where it has numbers. */
  readonly examples: readonly number[] | undefined;
  /** The folder of the last good checkpoint. */
  readonly lastCheckpoint: string | undefined;
}

/** A loss or gradient that is NaN or infinite. The weights are those before the step. */
export class NonFiniteLossError extends Error implements Whereabouts {
  override name = "NonFiniteLossError";
  readonly step: number;
  readonly epoch: number;
  readonly batch: number;
  readonly examples: readonly number[] | undefined;
  readonly lastCheckpoint: string | undefined;

  /** @param what "loss" or "norm of the gradients" */
  constructor(what: string, value: number, { step, epoch, batch, examples, lastCheckpoint }: Whereabouts) {
    const which = examples ? `, examples ${examples.join(", ")}` : "";
    const where = `step ${step}, epoch ${epoch}, batch ${batch}${which}`;
    const wayOut = lastCheckpoint
      ? `resume from ${lastCheckpoint} with a lower learning rate, or look at the batch`
      : "there is no checkpoint, lower the learning rate or look at the batch";
    super(`${what} is not finite at ${where}; ${wayOut}: ${value}`);
    this.step = step;
    this.epoch = epoch;
    this.batch = batch;
    this.examples = examples;
    this.lastCheckpoint = lastCheckpoint;
  }
}

/** A metric that threw or gave no number. What was trained is in the checkpoint. */
export class MetricError extends Error {
  override name = "MetricError";
  readonly metric: string;
  readonly problem: string;
  /** Where training was under way and could be saved. */
  readonly checkpoint: string | undefined;

  constructor(metric: string, problem: string, checkpoint?: string, options?: ErrorOptions) {
    const saved = checkpoint === undefined ? "" : `, the training is saved in ${checkpoint}`;
    super(`metric ${metric} failed${saved}: ${problem}`, options);
    this.metric = metric;
    this.problem = problem;
    this.checkpoint = checkpoint;
  }
}

/** A checkpoint that could not be written, as on a full disk. Those before are as they were. */
export class SaveCheckpointError extends Error {
  override name = "SaveCheckpointError";
  readonly checkpoint: string;
  readonly lastCheckpoint: string | undefined;

  constructor(checkpoint: string, lastCheckpoint: string | undefined, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const last = lastCheckpoint ? `the last good one is ${lastCheckpoint}` : "there is none before it";
    const full = (cause as { code?: unknown } | undefined)?.code === "ENOSPC";
    const wayOut = full ? ", free some space or set saveTotalLimit" : "";
    super(`checkpoint ${checkpoint} was not written${wayOut}; ${last}: ${reason}`, { cause });
    this.checkpoint = checkpoint;
    this.lastCheckpoint = lastCheckpoint;
  }
}

/** A folder that a training cannot be resumed from: no checkpoint, a broken one, or one of another training. */
export class ResumeError extends Error {
  override name = "ResumeError";
}

/** A training that was stopped from outside, by Ctrl-C or a signal. */
export class TrainingInterruptedError extends Error {
  override name = "TrainingInterruptedError";
  /** The checkpoint to resume from. */
  readonly checkpoint: string;

  constructor(checkpoint: string, options?: ErrorOptions) {
    super(`training interrupted, resume with { resumeFromCheckpoint }: ${checkpoint}`, options);
    this.checkpoint = checkpoint;
  }
}
